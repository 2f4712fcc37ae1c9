use super::sample::Sample;
use super::{TTest, Undefined};

/// The paired t test (Student 1908) of the mean of differences against 0: `t = mean / (s / sqrt(n))` with `n - 1` degrees
/// of freedom, where `s` is their standard deviation.
///
/// It takes the differences to be independent and about normal: trials of several seeds on the same rows are; folds of a
/// cross-validation share training rows, and take [`corrected_resampled_t`](super::corrected_resampled_t).
///
/// # Errors
/// Fewer than two differences, one that is not finite, or differences that do not vary.
pub fn paired_t(differences: &[f64]) -> Result<TTest, Undefined> {
    let sample = Sample::varying(differences)?;
    let standard_error = sample.deviation / sample.count.sqrt();
    TTest::new(sample.mean, standard_error, sample.count - 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::examples::TEN_DIFFERENCES;
    use crate::statistics::simulated::{assert_uniform, normals};

    /// `scipy.stats.ttest_1samp(TEN_DIFFERENCES, 0)` of SciPy 1.17.1, and its `confidence_interval` at 0.95 and 0.9.
    const SCIPY: (f64, f64) = (3.293_118_294_136_054_4, 0.009_331_794_985_799_306);
    const SCIPY_95: (f64, f64) = (0.004_226_381_815_024_454, 0.022_773_618_184_975_55);
    const SCIPY_90: (f64, f64) = (0.005_985_230_598_935_543, 0.021_014_769_401_064_46);

    #[test]
    fn test_and_intervals_are_those_of_scipy() {
        let found = paired_t(&TEN_DIFFERENCES).unwrap();
        assert!((found.statistic - SCIPY.0).abs() < 1e-9, "{found:?}");
        assert!((found.p - SCIPY.1).abs() < 1e-9, "{found:?}");
        for (level, (low, high)) in [(0.95, SCIPY_95), (0.9, SCIPY_90)] {
            let interval = found.interval(level).unwrap();
            assert!((interval.low - low).abs() < 1e-9, "{interval:?}");
            assert!((interval.high - high).abs() < 1e-9, "{interval:?}");
        }
    }

    #[test]
    fn what_has_no_t_is_refused() {
        assert_eq!(paired_t(&[]), Err(Undefined::Empty));
        let (found, needed) = (1, 2);
        assert_eq!(paired_t(&[1.0]), Err(Undefined::TooFew { found, needed }));
        assert_eq!(paired_t(&[0.5; 4]), Err(Undefined::NoVariance));
        assert_eq!(paired_t(&[0.0; 4]), Err(Undefined::NoVariance));
        assert_eq!(paired_t(&[1.0, f64::NAN]), Err(Undefined::NotFinite));
        let level = paired_t(&TEN_DIFFERENCES).unwrap().interval(1.0);
        assert_eq!(level, Err(Undefined::Level));
    }

    #[test]
    fn p_is_uniform_where_nothing_differs_and_the_interval_covers_at_its_rate() {
        let mut random = normals(1);
        let tests: Vec<TTest> = (0..2000)
            .map(|_| paired_t(&random.draw(7)).unwrap())
            .collect();
        assert_uniform(tests.iter().map(|test| test.p));
        let holds = |test: &&TTest| {
            let interval = test.interval(0.9).unwrap();
            interval.low <= 0.0 && 0.0 <= interval.high
        };
        let rate = tests.iter().filter(holds).count() as f64 / 2000.0;
        assert!((rate - 0.9).abs() < 0.025, "{rate}");
    }

    proptest! {
        #[test]
        fn swapping_the_sides_turns_the_sign_alone(values in proptest::collection::vec(-10.0f64..10.0, 2..30)) {
            let swapped: Vec<f64> = values.iter().map(|value| -value).collect();
            match (paired_t(&values), paired_t(&swapped)) {
                (Ok(one), Ok(two)) => {
                    prop_assert!((0.0..=1.0).contains(&one.p));
                    prop_assert!((one.p - two.p).abs() < 1e-12);
                    prop_assert!((one.mean + two.mean).abs() < 1e-12);
                }
                (one, two) => prop_assert_eq!(one, two),
            }
        }
    }
}
