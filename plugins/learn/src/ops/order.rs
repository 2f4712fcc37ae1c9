use std::cmp::Ordering;

use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::scale_by;
use super::{Buffer, Matrix};

/// How much the order of similarities differs from that of others: the mean of C (s\[i, j\] - s\[i, j + 1\]) over the
/// first `rows` rows i and neighbouring columns j and j + 1 of them, where
/// C = sign(w\[i, j + 1\] - w\[i, j\]) - sign(s\[i, j + 1\] - s\[i, j\]) for the `wanted` similarities w, so that a pair in
/// the right order costs nothing (Hong, Im and Yang 2018, soft intra-modal structure loss). 1 x 1, and 0 for a single
/// row; C is held constant in the gradient.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the matrices are not square and of one size.
pub fn order<T: Tape<f32, Cpu>>(
    similarities: Matrix<T>,
    wanted: &[f32],
    rows: usize,
) -> Result<Matrix<T>, CpuError> {
    let (similarities, tape) = similarities.split_tape();
    let width = similarities.columns();
    assert_eq!(similarities.rows(), width, "a matrix that is not square");
    assert_eq!(wanted.len(), width * width, "a matrix of another size");
    let rows = rows.min(width);
    let share = 1.0 / (rows * rows.saturating_sub(1)).max(1) as f32;
    let mut slopes = Buffer::zeros(width * width);
    let mut total = 0.0;
    for row in 0..rows {
        for at in row * width..row * width + rows - 1 {
            let [found, next] = [similarities.values()[at], similarities.values()[at + 1]];
            let coefficient = share * (sign(wanted[at + 1], wanted[at]) - sign(next, found));
            total += f64::from(coefficient * (found - next));
            slopes[at] += coefficient;
            slopes[at + 1] -= coefficient;
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the tape holds single precision"
    )]
    let value = Buffer::from(vec![total as f32]);
    Matrix::from_operation([similarities], tape, (1, 1), value, move |gradient, _| {
        let factors = vec![gradient[0]; slopes.len()];
        scale_by(&mut slopes, &factors);
        [Some(slopes)]
    })
}

/// The sign of a - b.
fn sign(a: f32, b: f32) -> f32 {
    match a.partial_cmp(&b) {
        Some(Ordering::Less) => -1.0,
        Some(Ordering::Equal) => 0.0,
        Some(Ordering::Greater) => 1.0,
        None => f32::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn neighbours_in_the_wrong_order_cost_twice_their_difference() -> Result<(), CpuError> {
        let found = vec![1.0, 0.2, 0.3, 0.2, 1.0, 0.4, 0.3, 0.4, 1.0];
        let wanted = [1.0, 0.8, 0.1, 0.8, 1.0, 0.3, 0.1, 0.3, 1.0];
        let input = Matrix::data(&Cpu::default(), 3, 3, found.into())?;
        // Only row 0 disagrees, on columns 1 and 2; six pairs of neighbours.
        let loss = order(input.clone(), &wanted, 3)?;
        assert_close(loss.values(), &[2.0 * 0.1 / 6.0], 1e-6);
        // Its columns 1 and 2 are not among the first two.
        assert_close(order(input, &wanted, 2)?.values(), &[0.0], 1e-9);
        Ok(())
    }

    #[test]
    fn a_single_row_costs_nothing() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 1, vec![0.5].into())?;
        assert_close(order(input, &[0.5], 3)?.values(), &[0.0], 1e-9);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 5, 5, random(25, 5).into())?;
        let wanted = random(25, 6);
        assert_gradients(&[input], |[input], tape| {
            order(input.with_tape(tape), &wanted, 4)
        })
    }
}
