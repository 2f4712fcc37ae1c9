use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::sum_of;
use super::{Buffer, Matrix, vectorised};

/// The squared Euclidean distance of every row of one matrix from every row of another: n x width and m x width to
/// n x m.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the widths differ.
pub fn pairwise_squared_distance<T: Tape<f32, Cpu>>(
    left: Matrix<T>,
    right: Matrix<T>,
) -> Result<Matrix<T>, CpuError> {
    let (left, left_tape) = left.split_tape();
    let (right, right_tape) = right.split_tape();
    let (n, m, width) = (left.rows(), right.rows(), left.columns());
    assert_eq!(width, right.columns(), "matrices of different widths");
    let mut values = Buffer::stale(n * m);
    vectorised(|| distances(left.values(), right.values(), width, &mut values));
    let (a, b) = (left.shared_values(), right.shared_values());
    let backward = move |gradient: Buffer, _: [bool; 2]| {
        let mut to_left = Buffer::zeros(n * width);
        let mut to_right = Buffer::zeros(m * width);
        vectorised(|| input_gradients((&a, &b), width, &gradient, &mut to_left, &mut to_right));
        [Some(to_left), Some(to_right)]
    };
    let tape = left_tape.merge(right_tape);
    Matrix::from_operation([left, right], tape, (n, m), values, backward)
}

#[inline(always)]
fn distances(left: &[f32], right: &[f32], width: usize, out: &mut [f32]) {
    let columns = right.len() / width;
    for (a, out) in left.chunks_exact(width).zip(out.chunks_exact_mut(columns)) {
        for (b, out) in right.chunks_exact(width).zip(out) {
            *out = sum_of(width, |at| (a[at] - b[at]) * (a[at] - b[at]));
        }
    }
}

/// 2 g (a - b) summed over the rows b for every a, and its negative over the rows a for every b, for gradient g.
#[inline(always)]
fn input_gradients(
    (left, right): (&[f32], &[f32]),
    width: usize,
    gradient: &[f32],
    to_left: &mut [f32],
    to_right: &mut [f32],
) {
    let columns = right.len() / width;
    let rows = left
        .chunks_exact(width)
        .zip(to_left.chunks_exact_mut(width));
    for ((a, to_a), slopes) in rows.zip(gradient.chunks_exact(columns)) {
        let others = right
            .chunks_exact(width)
            .zip(to_right.chunks_exact_mut(width));
        for ((b, to_b), slope) in others.zip(slopes) {
            for at in 0..width {
                let change = 2.0 * slope * (a[at] - b[at]);
                to_a[at] += change;
                to_b[at] -= change;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::OwnedTape;

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn every_row_is_compared_with_every_other() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::data(&device, 2, 2, vec![1.0, 2.0, 3.0, 4.0].into())?;
        let right = Matrix::data(&device, 2, 2, vec![1.0, 2.0, 4.0, 6.0].into())?;
        let expected = [0.0, 25.0, 8.0, 5.0];
        let found = pairwise_squared_distance(left, right)?;
        assert_close(found.values(), &expected, 1e-6);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 3, 5, random(15, 1).into())?;
        let right = Matrix::variable(&device, 4, 5, random(20, 2).into())?;
        assert_gradients(&[left, right], |[left, right], tape| {
            let right = right.with_tape(OwnedTape::default());
            pairwise_squared_distance(left.with_tape(tape), right)
        })
    }
}
