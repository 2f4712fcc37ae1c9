use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::sum_of;
use super::{Buffer, Matrix, vectorised};

/// The Euclidean distance of every pair of rows: rows x width, twice, to rows x 1. Where two rows are equal, where it has
/// no derivative, its gradient is 0.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the shapes differ.
pub fn row_distance<T: Tape<f32, Cpu>>(
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
    vectorised(|| distances(left.values(), right.values(), width, &mut values));
    let (a, b, lengths) = (left.shared_values(), right.shared_values(), values.clone());
    let backward = move |gradient: Buffer, _: [bool; 2]| {
        let mut to_left = Buffer::copy_of(&a);
        vectorised(|| input_gradient(&mut to_left, &b, width, &gradient, &lengths));
        let mut to_right = to_left.clone();
        vectorised(|| negate(&mut to_right));
        [Some(to_left), Some(to_right)]
    };
    let tape = left_tape.merge(right_tape);
    Matrix::from_operation([left, right], tape, (rows, 1), values, backward)
}

#[inline(always)]
fn distances(left: &[f32], right: &[f32], width: usize, out: &mut [f32]) {
    let rows = left.chunks_exact(width).zip(right.chunks_exact(width));
    for ((a, b), out) in rows.zip(out) {
        *out = sum_of(width, |at| (a[at] - b[at]) * (a[at] - b[at])).sqrt();
    }
}

/// g (a - b) / |a - b|, for gradient g and rows a and b.
#[inline(always)]
fn input_gradient(
    left: &mut [f32],
    right: &[f32],
    width: usize,
    gradient: &[f32],
    lengths: &[f32],
) {
    let rows = left.chunks_exact_mut(width).zip(right.chunks_exact(width));
    for ((a, b), (gradient, &length)) in rows.zip(gradient.iter().zip(lengths)) {
        let factor = if length > 0.0 { gradient / length } else { 0.0 };
        for (a, b) in a.iter_mut().zip(b) {
            *a = (*a - b) * factor;
        }
    }
}

#[inline(always)]
fn negate(values: &mut [f32]) {
    for value in values {
        *value = -*value;
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{Backward, OwnedTape, SumTo};

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn rows_are_compared_in_pairs() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::data(&device, 2, 2, vec![1.0, 2.0, 3.0, 4.0].into())?;
        let right = Matrix::data(&device, 2, 2, vec![4.0, 6.0, 3.0, 4.0].into())?;
        assert_close(row_distance(left, right)?.values(), &[5.0, 0.0], 1e-6);
        Ok(())
    }

    #[test]
    fn equal_rows_have_a_gradient_of_zero() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 1, 3, vec![1.0, 2.0, 3.0].into())?;
        let right = left.clone().with_tape(OwnedTape::default());
        let distance = row_distance(left.clone().with_tape(OwnedTape::default()), right)?;
        let mut gradients = distance.into_tensor()?.sum().backward();
        assert_eq!(*left.take_gradient(&mut gradients)?, [0.0; 3]);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 3, 10, random(30, 1).into())?;
        let right = Matrix::variable(&device, 3, 10, random(30, 2).into())?;
        assert_gradients(&[left, right], |[left, right], tape| {
            row_distance(left.with_tape(tape), right.with_tape(OwnedTape::default()))
        })
    }
}
