use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::sum_of;
use super::{Buffer, Matrix, vectorised};

/// The inner product of every pair of rows: the cosine, where the rows have unit length.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the shapes differ.
pub fn row_product<T: Tape<f32, Cpu>>(
    left: Matrix<T>,
    right: Matrix<T>,
) -> Result<Matrix<T>, CpuError> {
    let (left, left_tape) = left.split_tape();
    let (right, right_tape) = right.split_tape();
    let (rows, width) = (left.rows(), left.columns());
    assert_eq!(
        (rows, width),
        (right.rows(), right.columns()),
        "matrices of different shapes"
    );
    let mut values = Buffer::stale(rows);
    vectorised(|| products(left.values(), right.values(), width, &mut values));
    let (a, b) = (left.shared_values(), right.shared_values());
    let tape = left_tape.merge(right_tape);
    Matrix::from_operation(
        [left, right],
        tape,
        (rows, 1),
        values,
        move |gradient, _| {
            let scaled = |rows: &Buffer| {
                let mut rows = rows.clone();
                vectorised(|| scale(&mut rows, width, &gradient));
                Some(rows)
            };
            [scaled(&b), scaled(&a)]
        },
    )
}

#[inline(always)]
fn products(left: &[f32], right: &[f32], width: usize, out: &mut [f32]) {
    let rows = left.chunks_exact(width).zip(right.chunks_exact(width));
    for ((a, b), out) in rows.zip(out) {
        *out = sum_of(width, |at| a[at] * b[at]);
    }
}

#[inline(always)]
fn scale(values: &mut [f32], width: usize, factors: &[f32]) {
    for (row, factor) in values.chunks_exact_mut(width).zip(factors) {
        for value in row {
            *value *= factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn rows_are_multiplied_in_pairs() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::data(&device, 2, 2, vec![1.0, 2.0, 3.0, 4.0].into())?;
        let right = Matrix::data(&device, 2, 2, vec![5.0, 6.0, -1.0, 1.0].into())?;
        assert_close(row_product(left, right)?.values(), &[17.0, 1.0], 1e-6);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 3, 10, random(30, 1).into())?;
        let right = Matrix::variable(&device, 3, 10, random(30, 2).into())?;
        assert_gradients(&[left, right], |[left, right], tape| {
            row_product(
                left.with_tape(tape),
                right.with_tape(dfdx::prelude::OwnedTape::default()),
            )
        })
    }
}
