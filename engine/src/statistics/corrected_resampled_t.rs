use super::sample::Sample;
use super::{TTest, Undefined};

/// The corrected resampled t test (Nadeau and Bengio 2003, Inference for the Generalization Error, section 3):
/// `t = mean / sqrt((1/J + n_test / n_train) s²)` with `J - 1` degrees of freedom, over the differences of `J` folds or
/// repeated splits.
///
/// Training rows that folds share make their differences alike, so that the paired t test finds too much; the added share
/// of the variance allows for it. `test_share` is `n_test / n_train`: 1/9 in a 10-fold cross-validation. Repeats of a
/// cross-validation go in with all their folds (Bouckaert and Frank 2004).
///
/// # Errors
/// Fewer than two differences, one that is not finite, differences that do not vary, or a share that is not above 0.
pub fn corrected_resampled_t(differences: &[f64], test_share: f64) -> Result<TTest, Undefined> {
    if !(test_share > 0.0 && test_share.is_finite()) {
        return Err(Undefined::Share);
    }
    let sample = Sample::varying(differences)?;
    let standard_error = (1.0 / sample.count + test_share).sqrt() * sample.deviation;
    TTest::new(sample.mean, standard_error, sample.count - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::examples::TEN_DIFFERENCES;
    use crate::statistics::simulated::{assert_uniform, normals};

    /// Share, t, p and the ends of the interval at 0.95 by the formula in NumPy 2.4.6, with `scipy.stats.t` of SciPy 1.17.1.
    const SCIPY: [(f64, f64, f64, f64, f64); 2] = [
        (
            1.0 / 9.0,
            2.266_479_450_515_386_2,
            0.049_647_988_402_820_59,
            2.574_516_357_017_192_5e-05,
            0.026_974_254_836_429_83,
        ),
        (
            0.25,
            1.760_245_770_110_652_9,
            0.112_218_791_858_405_97,
            -0.003_849_350_991_967_457,
            0.030_849_350_991_967_457,
        ),
    ];

    #[test]
    fn test_and_interval_are_those_of_the_formula() {
        for (share, statistic, p, low, high) in SCIPY {
            let found = corrected_resampled_t(&TEN_DIFFERENCES, share).unwrap();
            assert!((found.statistic - statistic).abs() < 1e-9, "{found:?}");
            assert!((found.p - p).abs() < 1e-9, "{found:?}");
            let interval = found.interval(0.95).unwrap();
            assert!((interval.low - low).abs() < 1e-9, "{interval:?}");
            assert!((interval.high - high).abs() < 1e-9, "{interval:?}");
        }
    }

    /// The correction supposes that folds correlate by `n_test / (n_test + n_train)` (Nadeau and Bengio 2003, section 3).
    #[test]
    fn p_is_uniform_where_folds_correlate_as_supposed() {
        let (folds, share) = (10, 1.0 / 9.0_f64);
        let correlation = share / (1.0 + share);
        let mut random = normals(2);
        let ps = (0..2000).map(|_| {
            let common = random.draw(1)[0] * correlation.sqrt();
            let own = random.draw(folds);
            let own = own.iter().map(|it| it * (1.0 - correlation).sqrt());
            let folds: Vec<f64> = own.map(|it| common + it).collect();
            corrected_resampled_t(&folds, share).unwrap().p
        });
        assert_uniform(ps);
    }

    #[test]
    fn what_has_no_t_is_refused() {
        for share in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let found = corrected_resampled_t(&TEN_DIFFERENCES, share);
            assert_eq!(found, Err(Undefined::Share));
        }
        assert_eq!(corrected_resampled_t(&[], 0.1), Err(Undefined::Empty));
        let constant = corrected_resampled_t(&[0.1; 5], 0.1);
        assert_eq!(constant, Err(Undefined::NoVariance));
        let odd = corrected_resampled_t(&[0.1, f64::NAN], 0.1);
        assert_eq!(odd, Err(Undefined::NotFinite));
    }
}
