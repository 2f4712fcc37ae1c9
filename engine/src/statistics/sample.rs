use super::Undefined;

/// Spread that is rounding error: a share of the greatest magnitude.
const ROUNDING: f64 = 1e-12;

/// Number, mean and standard deviation of finite values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) count: f64,
    pub(super) mean: f64,
    /// With `n - 1`; 0 where it is rounding error.
    pub(super) deviation: f64,
}

impl Sample {
    /// # Errors
    /// Fewer values than `needed`, or one that is not finite.
    pub(super) fn of(values: &[f64], needed: usize) -> Result<Self, Undefined> {
        finite(values, needed)?;
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let greatest = values.iter().fold(0.0, |most: f64, it| most.max(it.abs()));
        let deviation = (squares / (count - 1.0).max(1.0)).sqrt();
        if !(mean.is_finite() && deviation.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let varies = deviation > ROUNDING * greatest;
        Ok(Self {
            count,
            mean,
            deviation: if varies { deviation } else { 0.0 },
        })
    }

    /// The same, of two values or more that vary.
    ///
    /// # Errors
    /// Those of [`Sample::of`], and values that are all the same.
    pub(super) fn varying(values: &[f64]) -> Result<Self, Undefined> {
        let sample = Self::of(values, 2)?;
        if sample.deviation == 0.0 {
            return Err(Undefined::NoVariance);
        }
        Ok(sample)
    }
}

/// # Errors
/// Fewer values than `needed` (at least one), or one that is not finite.
pub(super) fn finite(values: &[f64], needed: usize) -> Result<(), Undefined> {
    let found = values.len();
    if found == 0 {
        return Err(Undefined::Empty);
    }
    if found < needed {
        return Err(Undefined::TooFew { found, needed });
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_the_mean_and_the_deviation_of_numpy() {
        // numpy.std([1, 2, 4, 8], ddof=1)
        let sample = Sample::of(&[1.0, 2.0, 4.0, 8.0], 1).unwrap();
        assert!((sample.mean - 3.75).abs() < 1e-12);
        assert!((sample.deviation - 3.095_695_936_834_452).abs() < 1e-12);
    }

    #[test]
    fn rounding_error_is_no_variance() {
        let values = [0.1 + 0.2, 0.3, 0.3];
        assert_eq!(Sample::varying(&values).unwrap_err(), Undefined::NoVariance);
    }

    #[test]
    fn values_too_large_to_square_are_refused() {
        assert_eq!(
            Sample::of(&[f64::MAX, -f64::MAX], 1).unwrap_err(),
            Undefined::NotFinite
        );
    }
}
