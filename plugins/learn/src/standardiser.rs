use serde::{Deserialize, Serialize};

/// Standardised values further from 0 than this are cut there, so that no later sum overflows.
const LIMIT: f64 = 1000.0;

/// Shifts and scales each column of a view to mean 0 and population standard deviation 1 on the rows it was fitted to.
///
/// A column that is constant there becomes 0. Sums are in double precision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standardiser {
    means: Vec<f64>,
    factors: Vec<f64>,
}

impl Standardiser {
    /// Means and standard deviations of the columns of `values`, rows x `width`, row by row.
    pub fn fit(values: &[f32], width: usize) -> Self {
        let share = width as f64 / values.len() as f64;
        let mean_of = |term: &dyn Fn(usize, f64) -> f64| {
            let mut sums = vec![0.0; width];
            for row in values.chunks_exact(width) {
                for (column, (sum, value)) in sums.iter_mut().zip(row).enumerate() {
                    *sum += share * term(column, f64::from(*value));
                }
            }
            sums
        };
        let means = mean_of(&|_, value| value);
        let variances = mean_of(&|column, value| (value - means[column]).powi(2));
        // Rounding gives a constant column a tiny variance, so it is told by its values.
        let is_constant = |column: usize| {
            let mut rows = values.chunks_exact(width).map(|row| row[column]);
            let first = rows.next();
            rows.all(|value| Some(value) == first)
        };
        let factor = |(column, variance): (usize, f64)| {
            if is_constant(column) {
                0.0
            } else {
                variance.sqrt().recip().min(f64::MAX)
            }
        };
        Self {
            factors: variances.into_iter().enumerate().map(factor).collect(),
            means,
        }
    }

    /// Standardised rows, row by row; values that are no number stay none.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "views are in single precision"
    )]
    pub fn apply(&self, values: &[f32]) -> Vec<f32> {
        let columns = self.means.iter().zip(&self.factors).cycle();
        let standardise = |(value, (mean, factor)): (&f32, (&f64, &f64))| {
            ((f64::from(*value) - mean) * factor).clamp(-LIMIT, LIMIT) as f32
        };
        values.iter().zip(columns).map(standardise).collect()
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.means.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_close;

    #[test]
    fn columns_get_mean_zero_and_population_deviation_one() {
        let rows = [1.0, 5.0, 3.0, 9.0, 5.0, 1.0, 7.0, 5.0];
        let standardised = Standardiser::fit(&rows, 2).apply(&rows);
        for column in 0..2 {
            let values = || standardised.iter().skip(column).step_by(2);
            assert!(values().sum::<f32>().abs() < 1e-6);
            assert!((values().map(|value| value * value).sum::<f32>() - 4.0).abs() < 1e-5);
        }
    }

    #[test]
    fn constant_columns_become_zero_and_far_values_are_cut() {
        let standardiser = Standardiser::fit(&[0.1, 0.0, 0.1, 1e-30, 0.1, 0.0], 2);
        assert_close(&standardiser.apply(&[7.0, 3e38]), &[0.0, 1000.0], 1e-9);
    }
}
