use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::scale_by;
use super::{Buffer, Matrix};

/// The elementwise product of two matrices of one shape.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the shapes differ.
pub fn product<T: Tape<f32, Cpu>>(
    left: Matrix<T>,
    right: Matrix<T>,
) -> Result<Matrix<T>, CpuError> {
    let (left, left_tape) = left.split_tape();
    let (right, right_tape) = right.split_tape();
    let shape = (left.rows(), left.columns());
    assert_eq!(
        shape,
        (right.rows(), right.columns()),
        "matrices of different shapes"
    );
    let mut values = Buffer::copy_of(left.values());
    scale_by(&mut values, right.values());
    let (a, b) = (left.shared_values(), right.shared_values());
    let tape = left_tape.merge(right_tape);
    Matrix::from_operation([left, right], tape, shape, values, move |gradient, _| {
        let times = |mut gradient: Buffer, other: &Buffer| {
            scale_by(&mut gradient, other);
            Some(gradient)
        };
        [times(gradient.clone(), &b), times(gradient, &a)]
    })
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::OwnedTape;

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn elements_are_multiplied_in_pairs() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::data(&device, 2, 2, vec![1.0, 2.0, 3.0, 4.0].into())?;
        let right = Matrix::data(&device, 2, 2, vec![5.0, 6.0, -1.0, 0.5].into())?;
        assert_close(
            product(left, right)?.values(),
            &[5.0, 12.0, -3.0, 2.0],
            1e-6,
        );
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 3, 5, random(15, 1).into())?;
        let right = Matrix::variable(&device, 3, 5, random(15, 2).into())?;
        assert_gradients(&[left, right], |[left, right], tape| {
            product(left.with_tape(tape), right.with_tape(OwnedTape::default()))
        })
    }
}
