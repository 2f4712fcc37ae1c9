use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::scale_by;
use super::{Buffer, Matrix};

/// What a column is to a row of similarities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// To be found.
    Positive,
    /// To be told apart from the positives.
    Negative,
    /// Not looked at.
    Ignored,
}

/// The mean, over the rows that have a positive, of -1/|P| sum over p in P of log softmax(s / temperature) at p, where P
/// are the row's positives and the softmax is over its positives and negatives; 1 x 1, and 0 where no row has one.
///
/// With the diagonal as positives this is `InfoNCE` (van den Oord, Li and Vinyals 2018, equation 4); with all rows of
/// one class, `SupCon` (Khosla et al. 2020, equation 2, its `L_out`).
///
/// # Errors
/// Where memory is short.
pub fn contrastive<T: Tape<f32, Cpu>>(
    similarities: Matrix<T>,
    temperature: f64,
    relation: impl Fn(usize, usize) -> Relation,
) -> Result<Matrix<T>, CpuError> {
    let (similarities, tape) = similarities.split_tape();
    let columns = similarities.columns();
    let mut slopes = Buffer::zeros(similarities.values().len());
    let (mut total, mut anchors) = (0.0, 0_usize);
    if columns > 0 {
        let rows = similarities.values().chunks_exact(columns);
        for (row, (values, slopes)) in rows.zip(slopes.chunks_exact_mut(columns)).enumerate() {
            let relations: Vec<_> = (0..columns).map(|column| relation(row, column)).collect();
            if let Some(loss) = anchor(values, &relations, temperature, slopes) {
                total += loss;
                anchors += 1;
            }
        }
    }
    let share = 1.0 / anchors.max(1) as f64;
    let value = Buffer::from(vec![single(total * share)]);
    let factor = single(share / temperature);
    Matrix::from_operation([similarities], tape, (1, 1), value, move |gradient, _| {
        let factors = vec![factor * gradient[0]; slopes.len()];
        scale_by(&mut slopes, &factors);
        [Some(slopes)]
    })
}

/// The loss of one row, and in `slopes` its derivative by s / temperature; nothing without a positive.
fn anchor(
    similarities: &[f32],
    relations: &[Relation],
    temperature: f64,
    slopes: &mut [f32],
) -> Option<f64> {
    let scaled = |at: usize| f64::from(similarities[at]) / temperature;
    let places = 0..relations.len();
    let compared = places.filter(|&at| relations[at] != Relation::Ignored);
    let is_positive = |at: &usize| relations[*at] == Relation::Positive;
    let positives = compared.clone().filter(is_positive).count();
    if positives == 0 {
        return None;
    }
    let largest = compared
        .clone()
        .map(scaled)
        .fold(f64::NEG_INFINITY, f64::max);
    let power = |at: usize| (scaled(at) - largest).exp();
    let sum: f64 = compared.clone().map(power).sum();
    let share = 1.0 / positives as f64;
    let mut found = 0.0;
    for at in compared {
        let wanted = if is_positive(&at) { share } else { 0.0 };
        found += wanted * scaled(at);
        slopes[at] = single(power(at) / sum - wanted);
    }
    Some(largest + sum.ln() - found)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the tape holds single precision"
)]
fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{Backward, OwnedTape, SumTo};

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    fn by_class(row: usize, column: usize) -> Relation {
        match (row, column) {
            (0, 3) | (2, 2) => Relation::Ignored,
            // No positive for row 1.
            (1, _) => Relation::Negative,
            _ if (row + column).is_multiple_of(2) => Relation::Positive,
            _ => Relation::Negative,
        }
    }

    #[test]
    fn equal_similarities_cost_the_log_of_what_is_compared() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 3, 4, vec![0.25; 12].into())?;
        // Rows 0 and 2 compare three columns each; row 1 has no positive.
        let expected = 3.0_f32.ln();
        assert_close(
            contrastive(input, 0.07, by_class)?.values(),
            &[expected],
            1e-6,
        );
        Ok(())
    }

    #[test]
    fn without_a_positive_nothing_is_learnt() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 2, 2, random(4, 1).into())?;
        let traced = input.clone().with_tape(OwnedTape::default());
        let loss = contrastive(traced, 0.1, |_, _| Relation::Negative)?;
        assert_close(loss.values(), &[0.0], 1e-9);
        let mut gradients = loss.into_tensor()?.sum().backward();
        assert_close(&input.take_gradient(&mut gradients)?, &[0.0; 4], 1e-9);
        Ok(())
    }

    #[test]
    fn a_small_temperature_gives_a_finite_loss() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 2, vec![-1.0, 1.0].into())?;
        let only_first = |_, column| match column {
            0 => Relation::Positive,
            _ => Relation::Negative,
        };
        assert_close(contrastive(input, 1e-4, only_first)?.values(), &[2e4], 1e-6);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 3, 4, random(12, 2).into())?;
        assert_gradients(&[input], |[input], tape| {
            contrastive(input.with_tape(tape), 0.5, by_class)
        })
    }
}
