use super::sample::Sample;
use super::{Interval, TTest, Undefined};

/// The interval of a mean at a level of confidence such as 0.95, by Student's t: `mean ± t s / sqrt(n)` with `n - 1` degrees
/// of freedom. Values are independent and about normal; values that are all the same have an interval without width.
///
/// # Errors
/// Fewer than two values, one that is not finite, or a level outside (0, 1).
pub fn t_interval(values: &[f64], level: f64) -> Result<Interval, Undefined> {
    let sample = Sample::of(values, 2)?;
    if !(level > 0.0 && level < 1.0) {
        return Err(Undefined::Level);
    }
    if sample.deviation == 0.0 {
        let (low, high) = (sample.mean, sample.mean);
        return Ok(Interval { low, high });
    }
    let standard_error = sample.deviation / sample.count.sqrt();
    TTest::new(sample.mean, standard_error, sample.count - 1.0)?.interval(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_scipy() {
        // scipy.stats.ttest_1samp(values, 0).confidence_interval(0.95) of SciPy 1.17.1.
        let found = t_interval(&[0.71, 0.74, 0.69, 0.73, 0.75], 0.95).unwrap();
        assert!(
            (found.low - 0.694_096_771_061_095_9).abs() < 1e-9,
            "{found:?}"
        );
        assert!(
            (found.high - 0.753_903_228_938_904).abs() < 1e-9,
            "{found:?}"
        );
    }

    #[test]
    fn a_constant_has_an_interval_without_width() {
        let (low, high) = (0.5, 0.5);
        assert_eq!(t_interval(&[0.5; 3], 0.95), Ok(Interval { low, high }));
    }

    #[test]
    fn one_value_has_no_interval() {
        let (found, needed) = (1, 2);
        let one = t_interval(&[0.5], 0.95);
        assert_eq!(one, Err(Undefined::TooFew { found, needed }));
        assert_eq!(t_interval(&[], 0.95), Err(Undefined::Empty));
        assert_eq!(t_interval(&[0.1, 0.2], 95.0), Err(Undefined::Level));
        let odd = t_interval(&[0.1, f64::INFINITY], 0.95);
        assert_eq!(odd, Err(Undefined::NotFinite));
    }
}
