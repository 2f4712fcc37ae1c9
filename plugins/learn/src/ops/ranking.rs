use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::scale_by;
use super::{Buffer, Matrix};

/// The mean of max(0, margin - s\[i, i\] + s\[i, j\]) over the rows i of a square matrix of similarities and, for each,
/// the `hardest` columns j with the largest s\[i, j\] besides i; 1 x 1, and 0 for a single row. All columns count where
/// there are fewer.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the matrix is not square.
pub fn ranking<T: Tape<f32, Cpu>>(
    similarities: Matrix<T>,
    margin: f32,
    hardest: usize,
) -> Result<Matrix<T>, CpuError> {
    let (similarities, tape) = similarities.split_tape();
    let rows = similarities.rows();
    assert_eq!(rows, similarities.columns(), "a matrix that is not square");
    let counted = hardest.min(rows.saturating_sub(1));
    let share = 1.0 / (rows * counted).max(1) as f32;
    let mut slopes = Buffer::zeros(rows * rows);
    let mut total = 0.0;
    for (row, values) in similarities.values().chunks_exact(rows.max(1)).enumerate() {
        let mut others: Vec<_> = (0..rows).filter(|&column| column != row).collect();
        if counted < others.len() {
            let by_similarity = |a: &usize, b: &usize| values[*b].total_cmp(&values[*a]);
            others.select_nth_unstable_by(counted, |a, b| by_similarity(a, b).then(a.cmp(b)));
            others.truncate(counted);
            others.sort_unstable();
        }
        for column in others {
            let missing = margin - values[row] + values[column];
            // What is no number is passed on.
            if missing > 0.0 || missing.is_nan() {
                total += f64::from(missing * share);
                slopes[row * rows + row] -= share;
                slopes[row * rows + column] += share;
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn the_hardest_columns_of_every_row_count() -> Result<(), CpuError> {
        let values = vec![0.5, 0.45, 0.1, 0.9, 0.2, 0.85, 0.3, 0.25, 0.6];
        let input = Matrix::data(&Cpu::default(), 3, 3, values.into())?;
        // Row 0: .1 - .5 + .45; row 1: .1 - .2 + .9; row 2: nothing.
        let one = ranking(input.clone(), 0.1, 1)?;
        assert_close(one.values(), &[(0.05 + 0.8) / 3.0], 1e-6);
        // Row 1 besides: .1 - .2 + .85. Six terms.
        for hardest in [2, 100] {
            let all = ranking(input.clone(), 0.1, hardest)?;
            assert_close(all.values(), &[(0.05 + 0.8 + 0.75) / 6.0], 1e-6);
        }
        Ok(())
    }

    #[test]
    fn a_single_row_costs_nothing() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 1, vec![0.5].into())?;
        assert_close(ranking(input, 0.1, 3)?.values(), &[0.0], 1e-9);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let inputs = [Matrix::variable(
            &Cpu::default(),
            4,
            4,
            random(16, 5).into(),
        )?];
        for hardest in [1, 2, 9] {
            assert_gradients(&inputs, |[input], tape| {
                ranking(input.with_tape(tape), 0.1, hardest)
            })?;
        }
        Ok(())
    }
}
