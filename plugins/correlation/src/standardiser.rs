use nalgebra::{DMatrix, DVector, DVectorView};
use serde::{Deserialize, Serialize};

/// Standardised values further from 0 than this are cut there, so that no later sum overflows.
const LIMIT: f64 = 1000.0;

/// Shifts and scales each column of a view to mean 0 and population standard deviation 1 on the training rows.
///
/// A column that is constant on the training rows becomes 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standardiser {
    means: DVector<f64>,
    factors: DVector<f64>,
}

impl Standardiser {
    /// Means and standard deviations of `rows`, one column a row.
    #[expect(clippy::float_cmp, reason = "a constant column has one value, exactly")]
    pub fn fit(rows: &DMatrix<f64>) -> Self {
        let means = rows.column_mean();
        let factors = rows.row_iter().map(|values| {
            // Rounding gives a constant column a tiny variance, so it is told by its values.
            let is_constant = values.iter().all(|value| *value == values[0]);
            let factor = values.variance().sqrt().recip();
            if is_constant {
                0.0
            } else {
                factor.min(f64::MAX)
            }
        });
        Self {
            factors: DVector::from_iterator(rows.nrows(), factors),
            means,
        }
    }

    /// Number of columns of the view.
    pub fn width(&self) -> usize {
        self.means.len()
    }

    /// A standardised row.
    pub fn of(&self, row: &DVectorView<'_, f64>) -> DVector<f64> {
        let mut standardised = (row - &self.means).component_mul(&self.factors);
        standardised.apply(|value| *value = value.clamp(-LIMIT, LIMIT));
        standardised
    }

    /// Standardised rows, one column a row; those of [`Standardiser::of`].
    pub fn of_all(&self, rows: &DMatrix<f64>) -> DMatrix<f64> {
        let mut standardised = rows.clone();
        for (mut target, row) in standardised.column_iter_mut().zip(rows.column_iter()) {
            target.copy_from(&self.of(&row));
        }
        standardised
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_get_mean_zero_and_population_deviation_one() {
        let rows = DMatrix::from_column_slice(2, 4, &[1.0, 5.0, 3.0, 9.0, 5.0, 1.0, 7.0, 5.0]);
        let standardised = Standardiser::fit(&rows).of_all(&rows);
        for column in standardised.row_iter() {
            assert!(
                column.sum().abs() < 1e-15 && (column.norm_squared() / 4.0 - 1.0).abs() < 1e-15
            );
        }
    }

    #[test]
    fn constant_columns_become_zero_and_far_values_are_cut() {
        let rows = DMatrix::from_column_slice(2, 3, &[0.1, 0.0, 0.1, 1e-30, 0.1, 0.0]);
        let standardiser = Standardiser::fit(&rows);
        let later = DMatrix::from_column_slice(2, 1, &[7.0, 3e38]);
        assert_eq!(standardiser.of_all(&later).as_slice(), [0.0, LIMIT]);
    }
}
