//! Logarithmic loss.

use super::{ClassificationInput, Undefined};

/// Mean of `-ln p(true class)`, with `p` clipped as scikit-learn clips single-precision probabilities.
pub(super) fn log_loss(input: &ClassificationInput<'_>) -> Result<f64, Undefined> {
    let (truth, rows) = input.checked()?;
    let terms = truth.into_iter().zip(rows);
    let total: f64 = terms.map(|(class, row)| surprise(class, row)).sum();
    Ok(total / input.truth.len() as f64)
}

/// The term of a row.
pub(super) fn surprise(class: usize, probabilities: &[f32]) -> f64 {
    let smallest = f64::from(f32::EPSILON);
    -f64::from(probabilities[class])
        .clamp(smallest, 1.0 - smallest)
        .ln()
}

#[cfg(test)]
mod tests {
    use super::super::MatrixRef;
    use super::*;

    fn of(truth: &[i64], width: usize, data: &[f32]) -> Result<f64, Undefined> {
        let probabilities = MatrixRef {
            rows: data.len() / width,
            width,
            data,
        };
        log_loss(&ClassificationInput {
            truth,
            probabilities,
        })
    }

    #[test]
    fn even_odds_cost_the_logarithm_of_the_number_of_classes() {
        assert!((of(&[0, 1], 2, &[0.5; 4]).unwrap() - 2_f64.ln()).abs() < 1e-12);
        assert!((of(&[3, 1], 4, &[0.25; 8]).unwrap() - 4_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn a_certain_mistake_costs_a_finite_amount() {
        let worst = of(&[0], 2, &[0.0, 1.0]).unwrap();
        assert!((worst + f64::from(f32::EPSILON).ln()).abs() < 1e-9);
    }

    #[test]
    fn agrees_with_scikit_learn() {
        // sklearn.metrics.log_loss 1.9.1
        let positive = [0.1, 0.4, 0.35, 0.8, 0.4, 0.65, 0.9, 0.4, 0.2, 0.7_f32];
        let data: Vec<f32> = positive.iter().flat_map(|p| [1.0 - p, *p]).collect();
        let value = of(&[0, 0, 1, 1, 1, 0, 1, 0, 0, 1], 2, &data).unwrap();
        assert!((value - 0.505_126_930_628_629_7).abs() < 1e-6);
    }

    #[test]
    fn without_rows_there_is_no_value() {
        assert_eq!(of(&[], 2, &[]), Err(Undefined::Empty));
    }
}
