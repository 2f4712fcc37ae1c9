//! Metrics of predicted numbers.

use super::input::check_count;
use super::{RegressionInput, Undefined};

/// Mean of a term over the rows.
fn mean_of(input: &RegressionInput<'_>, term: impl Fn(f64, f64) -> f64) -> Result<f64, Undefined> {
    check_count(input.truth.len(), input.predicted.len())?;
    if input.truth.is_empty() {
        return Err(Undefined::Empty);
    }
    let terms = input.truth.iter().zip(input.predicted);
    let total: f64 = terms
        .map(|(&truth, &predicted)| term(truth, predicted))
        .sum();
    Ok(total / input.truth.len() as f64)
}

pub(super) fn mse(input: &RegressionInput<'_>) -> Result<f64, Undefined> {
    mean_of(input, squared_error)
}

pub(super) fn mae(input: &RegressionInput<'_>) -> Result<f64, Undefined> {
    mean_of(input, absolute_error)
}

pub(super) fn squared_error(truth: f64, predicted: f64) -> f64 {
    (truth - predicted).powi(2)
}

pub(super) fn absolute_error(truth: f64, predicted: f64) -> f64 {
    (truth - predicted).abs()
}

pub(super) fn r2(input: &RegressionInput<'_>) -> Result<f64, Undefined> {
    let moments = Moments::new(input)?;
    Ok(1.0 - mse(input)? / moments.truth_variance)
}

pub(super) fn pearson(input: &RegressionInput<'_>) -> Result<f64, Undefined> {
    let moments = Moments::new(input)?;
    if is_constant(input.predicted) {
        return Err(Undefined::ConstantPrediction);
    }
    let spread = moments.truth_variance.sqrt() * moments.predicted_variance.sqrt();
    Ok((moments.covariance / spread).clamp(-1.0, 1.0))
}

pub(super) fn ccc(input: &RegressionInput<'_>) -> Result<f64, Undefined> {
    let moments = Moments::new(input)?;
    let bias = moments.truth_mean - moments.predicted_mean;
    let spread = moments.truth_variance + moments.predicted_variance + bias * bias;
    Ok(2.0 * moments.covariance / spread)
}

/// Population moments of true and predicted values, the true ones known to vary.
struct Moments {
    truth_mean: f64,
    predicted_mean: f64,
    truth_variance: f64,
    predicted_variance: f64,
    covariance: f64,
}

impl Moments {
    fn new(input: &RegressionInput<'_>) -> Result<Self, Undefined> {
        let truth_mean = mean_of(input, |truth, _| truth)?;
        let predicted_mean = mean_of(input, |_, predicted| predicted)?;
        if is_constant(input.truth) {
            return Err(Undefined::ConstantTruth);
        }
        Ok(Self {
            truth_mean,
            predicted_mean,
            truth_variance: mean_of(input, |truth, _| (truth - truth_mean).powi(2))?,
            predicted_variance: mean_of(input, |_, predicted| {
                (predicted - predicted_mean).powi(2)
            })?,
            covariance: mean_of(input, |truth, predicted| {
                (truth - truth_mean) * (predicted - predicted_mean)
            })?,
        })
    }
}

/// Asked of the values, for rounding may leave a variance a little above zero.
#[expect(clippy::float_cmp, reason = "only equal values are constant")]
fn is_constant(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Function = fn(&RegressionInput<'_>) -> Result<f64, Undefined>;

    const ALL: [Function; 5] = [mse, mae, r2, pearson, ccc];

    fn assert_all(truth: &[f64], predicted: &[f64], expected: [f64; 5]) {
        for (index, (function, expected)) in ALL.iter().zip(expected).enumerate() {
            let value = function(&RegressionInput { truth, predicted }).unwrap();
            assert!(
                (value - expected).abs() < 1e-12,
                "metric {index}: {value}, not {expected}"
            );
        }
    }

    #[test]
    fn agrees_with_scikit_learn_and_scipy() {
        // mean_squared_error, mean_absolute_error, r2_score (scikit-learn 1.9.1); pearsonr (SciPy 1.17.1);
        // 2 cov / (var + var + (mean - mean)^2) with NumPy's population moments.
        let expected = [
            0.505,
            0.583_333_333_333_333_4,
            0.911_039_342_337_052_3,
            0.966_132_822_239_638_3,
            0.957_401_940_109_658_3,
        ];
        assert_all(
            &[3.0, -0.5, 2.0, 7.0, 4.2, 1.1],
            &[2.5, 0.0, 2.0, 8.0, 3.9, 2.3],
            expected,
        );
    }

    #[test]
    fn a_perfect_prediction_reaches_every_best() {
        let values = [0.1, 0.7, -3.0];
        assert_all(&values, &values, [0.0, 0.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn a_shift_leaves_correlation_and_lowers_concordance() {
        // Variances 2/3 and covariance 2/3, means 1 apart: 2 (2/3) / (4/3 + 1).
        assert_all(
            &[1.0, 2.0, 3.0],
            &[2.0, 3.0, 4.0],
            [1.0, 1.0, -0.5, 1.0, 4.0 / 7.0],
        );
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        let constant = [0.1; 7];
        let varied = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        let constant_truth = RegressionInput {
            truth: &constant,
            predicted: &varied,
        };
        for function in [r2, pearson, ccc] {
            assert_eq!(function(&constant_truth), Err(Undefined::ConstantTruth));
        }
        let constant_prediction = RegressionInput {
            truth: &varied,
            predicted: &constant,
        };
        assert_eq!(
            pearson(&constant_prediction),
            Err(Undefined::ConstantPrediction)
        );
        assert!(ccc(&constant_prediction).unwrap().abs() < 1e-12);
    }

    #[test]
    fn without_matching_rows_there_is_no_value() {
        for function in ALL {
            assert_eq!(
                function(&RegressionInput {
                    truth: &[],
                    predicted: &[]
                }),
                Err(Undefined::Empty)
            );
            let uneven = function(&RegressionInput {
                truth: &[1.0],
                predicted: &[],
            });
            assert_eq!(
                uneven,
                Err(Undefined::RowCount {
                    truth: 1,
                    predicted: 0
                })
            );
        }
    }

    proptest! {
        #[test]
        fn concordance_never_exceeds_correlation(rows in prop::collection::vec((-9.0_f64..9.0, -9.0_f64..9.0), 2..20)) {
            let (truth, predicted): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
            let input = RegressionInput { truth: &truth, predicted: &predicted };
            let (pearson, ccc) = (pearson(&input).unwrap(), ccc(&input).unwrap());
            prop_assert!(ccc.abs() <= pearson.abs() + 1e-12);
            prop_assert!((-1.0..=1.0).contains(&pearson));
            prop_assert!(r2(&input).unwrap() <= 1.0);
        }
    }
}
