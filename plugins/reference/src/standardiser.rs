use emospec_sdk::Error;
use ndarray::{Array2, ArrayView2, Axis, Zip};
use serde::{Deserialize, Serialize};

/// Standardised values further from 0 than this are cut there, so that no later sum overflows.
const LIMIT: f32 = 1000.0;

/// Shifts and scales each column of a view to mean 0 and population standard deviation 1 on the training rows.
///
/// A column that is constant on the training rows becomes 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standardiser {
    means: Vec<f32>,
    factors: Vec<f32>,
}

impl Standardiser {
    /// Means and standard deviations of `view`, rows x width.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "statistics of single-precision values, summed in double precision"
    )]
    #[expect(clippy::float_cmp, reason = "a constant column has one value, exactly")]
    pub fn fit(view: &ArrayView2<'_, f32>) -> Self {
        let count = view.nrows() as f64;
        let (means, factors) = view
            .axis_iter(Axis(1))
            .map(|column| {
                let values = || column.iter().map(|&value| f64::from(value));
                let mean = values().sum::<f64>() / count;
                let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
                // Rounding gives a constant column a tiny variance, so it is told by its values.
                let is_constant = column.iter().all(|value| *value == column[0]);
                let factor = if is_constant {
                    0.0
                } else {
                    variance.sqrt().recip()
                };
                (mean as f32, factor.min(f64::from(f32::MAX)) as f32)
            })
            .unzip();
        Self { means, factors }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.means.len()
    }

    /// The standardised view, rows x width.
    ///
    /// # Errors
    /// Where the view has another width, or a value that is not a finite number.
    pub fn apply(&self, name: &str, view: &ArrayView2<'_, f32>) -> Result<Array2<f32>, Error> {
        if view.ncols() != self.width() {
            return Err(Error::new(format_args!(
                "the view `{name}` has {} columns, but {} when the model was fitted",
                view.ncols(),
                self.width()
            )));
        }
        check_finite(name, view)?;
        let mut standardised = view.to_owned();
        for mut row in standardised.rows_mut() {
            Zip::from(&mut row)
                .and(&self.means[..])
                .and(&self.factors[..])
                .for_each(|value, mean, factor| {
                    // Halves do not overflow where the difference of two large values would.
                    let difference = 2.0 * f64::from(*value / 2.0 - mean / 2.0);
                    *value = bounded(difference * f64::from(*factor));
                });
        }
        Ok(standardised)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the value lies inside the limit"
)]
fn bounded(value: f64) -> f32 {
    let limit = f64::from(LIMIT);
    value.clamp(-limit, limit) as f32
}

/// Refuses a view with a value that is not a finite number.
///
/// # Errors
/// Where there is one: its row and column.
pub fn check_finite(name: &str, view: &ArrayView2<'_, f32>) -> Result<(), Error> {
    match view.indexed_iter().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some(((row, column), value)) => Err(Error::new(format_args!(
            "the view `{name}` has the value {value} in row {row}, column {column}: remove or fill such values"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn columns_get_mean_zero_and_population_deviation_one() {
        let view = array![[1.0_f32, 5.0], [3.0, 9.0], [5.0, 1.0], [7.0, 5.0]];
        let standardised = Standardiser::fit(&view.view())
            .apply("v", &view.view())
            .unwrap();
        for column in standardised.columns() {
            let square: f32 = column.iter().map(|x| x * x).sum();
            assert!(column.sum().abs() < 1e-6 && (square / 4.0 - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn constant_columns_become_zero_whatever_comes_later() {
        let standardiser = Standardiser::fit(&array![[0.1_f32], [0.1], [0.1]].view());
        let later = standardiser
            .apply("v", &array![[7.0_f32], [0.1]].view())
            .unwrap();
        assert_eq!(later, array![[0.0_f32], [0.0]]);
    }

    #[test]
    fn far_values_are_cut_and_stay_finite() {
        let standardiser = Standardiser::fit(&array![[f32::MAX], [f32::MIN], [0.0]].view());
        let later = standardiser
            .apply("v", &array![[f32::MAX], [f32::MIN]].view())
            .unwrap();
        assert!(later.iter().all(|x| x.is_finite()));
        let standardiser = Standardiser::fit(&array![[0.0_f32], [1e-30]].view());
        assert_eq!(
            standardiser.apply("v", &array![[1.0_f32]].view()).unwrap(),
            array![[LIMIT]]
        );
    }

    #[test]
    fn other_widths_and_values_that_are_no_numbers_are_refused() {
        let standardiser = Standardiser::fit(&array![[0.0_f32, 1.0]].view());
        assert!(standardiser.apply("v", &array![[0.0_f32]].view()).is_err());
        let error = standardiser
            .apply("v", &array![[0.0, f32::NAN]].view())
            .unwrap_err();
        assert!(error.to_string().contains("row 0, column 1"), "{error}");
    }
}
