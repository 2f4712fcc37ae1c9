use dfdx::prelude::{Cpu, CpuError, Tape};

use super::matmul::{Operand, Write, multiply};
use super::{Buffer, Matrix};

/// The inner product of every row of one matrix with every row of another: n x width and m x width to n x m. These are
/// cosines, where the rows have unit length.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the widths differ.
pub fn pairwise_product<T: Tape<f32, Cpu>>(
    left: Matrix<T>,
    right: Matrix<T>,
) -> Result<Matrix<T>, CpuError> {
    let (left, left_tape) = left.split_tape();
    let (right, right_tape) = right.split_tape();
    let (n, m, width) = (left.rows(), right.rows(), left.columns());
    assert_eq!(width, right.columns(), "matrices of different widths");
    let mut values = Buffer::stale(n * m);
    multiply(
        Operand::new(left.values(), n, width),
        Operand::new(right.values(), m, width).transposed(),
        Write::Over,
        &mut values,
    );
    let (a, b) = (left.shared_values(), right.shared_values());
    let backward = move |gradient: Buffer, _: [bool; 2]| {
        let slope = Operand::new(&gradient, n, m);
        let mut to_left = Buffer::stale(n * width);
        let right = Operand::new(&b, m, width);
        multiply(slope, right, Write::Over, &mut to_left);
        let mut to_right = Buffer::stale(m * width);
        let left = Operand::new(&a, n, width);
        multiply(slope.transposed(), left, Write::Over, &mut to_right);
        [Some(to_left), Some(to_right)]
    };
    let tape = left_tape.merge(right_tape);
    Matrix::from_operation([left, right], tape, (n, m), values, backward)
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::OwnedTape;

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn every_row_meets_every_other() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::data(&device, 2, 2, vec![1.0, 2.0, 3.0, 4.0].into())?;
        let right = Matrix::data(&device, 3, 2, vec![1.0, 0.0, 0.0, 1.0, 1.0, -1.0].into())?;
        let expected = [1.0, 2.0, -1.0, 3.0, 4.0, -1.0];
        assert_close(pairwise_product(left, right)?.values(), &expected, 1e-6);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 3, 5, random(15, 1).into())?;
        let right = Matrix::variable(&device, 4, 5, random(20, 2).into())?;
        assert_gradients(&[left, right], |[left, right], tape| {
            pairwise_product(left.with_tape(tape), right.with_tape(OwnedTape::default()))
        })
    }

    #[test]
    fn gradients_of_a_matrix_with_itself_agree_with_differences() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 3, 5, random(15, 3).into())?;
        assert_gradients(&[input], |[input], tape| {
            let input = input.with_tape(tape);
            let again = input.fork();
            pairwise_product(input, again)
        })
    }
}
