use dfdx::prelude::{Cpu, CpuError, Tape};

use super::{Buffer, Matrix};

/// Two matrices side by side: rows x a and rows x b to rows x (a + b).
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the matrices have different numbers of rows.
pub fn concatenate_columns<T: Tape<f32, Cpu>>(
    left: Matrix<T>,
    right: Matrix<T>,
) -> Result<Matrix<T>, CpuError> {
    let (left, left_tape) = left.split_tape();
    let (right, right_tape) = right.split_tape();
    let (rows, widths) = (left.rows(), [left.columns(), right.columns()]);
    assert_eq!(rows, right.rows(), "matrices of different heights");
    let width = widths[0] + widths[1];
    let mut values = Buffer::stale(rows * width);
    for (row, to) in values.chunks_exact_mut(width).enumerate() {
        let (first, second) = to.split_at_mut(widths[0]);
        first.copy_from_slice(&left.values()[row * widths[0]..][..widths[0]]);
        second.copy_from_slice(&right.values()[row * widths[1]..][..widths[1]]);
    }
    let backward = move |gradient: Buffer, _: [bool; 2]| {
        let part = |start: usize, part_width: usize| {
            let mut part = Buffer::stale(rows * part_width);
            for (to, from) in part
                .chunks_exact_mut(part_width)
                .zip(gradient.chunks_exact(width))
            {
                to.copy_from_slice(&from[start..start + part_width]);
            }
            Some(part)
        };
        [part(0, widths[0]), part(widths[0], widths[1])]
    };
    let tape = left_tape.merge(right_tape);
    Matrix::from_operation([left, right], tape, (rows, width), values, backward)
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::OwnedTape;

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn rows_stand_side_by_side() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::data(&device, 2, 1, vec![1.0, 2.0].into())?;
        let right = Matrix::data(&device, 2, 2, vec![3.0, 4.0, 5.0, 6.0].into())?;
        let both = concatenate_columns(left, right)?;
        assert_eq!((both.rows(), both.columns()), (2, 3));
        assert_close(both.values(), &[1.0, 3.0, 4.0, 2.0, 5.0, 6.0], 1e-7);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 3, 5, random(15, 1).into())?;
        let right = Matrix::variable(&device, 3, 2, random(6, 2).into())?;
        assert_gradients(&[left, right], |[left, right], tape| {
            concatenate_columns(left.with_tape(tape), right.with_tape(OwnedTape::default()))
        })
    }
}
