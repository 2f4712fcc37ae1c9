use statrs::distribution::{ContinuousCDF as _, Normal};

use super::{Interval, Undefined};

/// The score interval of a proportion at a level of confidence such as 0.95 (Wilson 1927), without continuity correction:
/// with `p = successes / trials` and `z` the normal quantile of `(1 + level) / 2`,
/// `(p + z²/2n ± z sqrt(p (1 - p) / n + z²/4n²)) / (1 + z²/n)`.
///
/// # Errors
/// No trials, more successes than trials, or a level outside (0, 1).
pub fn wilson(successes: u64, trials: u64, level: f64) -> Result<Interval, Undefined> {
    if trials == 0 {
        return Err(Undefined::Empty);
    }
    if successes > trials {
        return Err(Undefined::TooMany { successes, trials });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(Undefined::Level);
    }
    let z = Normal::standard().inverse_cdf(f64::midpoint(1.0, level));
    let n = trials as f64;
    let p = successes as f64 / n;
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / shrink;
    // At the ends, rounding must not leave [0, 1] or exclude the proportion itself.
    Ok(Interval {
        low: if successes == 0 {
            0.0
        } else {
            (centre - half).max(0.0)
        },
        high: if successes == trials {
            1.0
        } else {
            (centre + half).min(1.0)
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `statsmodels.stats.proportion.proportion_confint(k, n, alpha, method="wilson")` of statsmodels 0.15.0.
    const STATSMODELS: [(u64, u64, f64, f64, f64); 5] = [
        (0, 10, 0.95, 0.0, 0.277_532_799_862_889_26),
        (10, 10, 0.95, 0.722_467_200_137_110_6, 1.0),
        (
            7,
            10,
            0.95,
            0.396_778_147_461_145_37,
            0.892_208_732_593_698_9,
        ),
        (
            81,
            263,
            0.95,
            0.255_288_519_878_274_2,
            0.366_209_576_982_800_04,
        ),
        (
            1,
            29,
            0.9,
            0.007_730_807_972_737_994,
            0.140_683_095_132_512_15,
        ),
    ];

    #[test]
    fn interval_is_that_of_statsmodels() {
        for (successes, trials, level, low, high) in STATSMODELS {
            let found = wilson(successes, trials, level).unwrap();
            assert!((found.low - low).abs() < 1e-12, "{found:?} {low}");
            assert!((found.high - high).abs() < 1e-12, "{found:?} {high}");
        }
    }

    #[test]
    fn no_trials_too_many_successes_and_odd_levels_are_refused() {
        assert_eq!(wilson(0, 0, 0.95), Err(Undefined::Empty));
        let (successes, trials) = (3, 2);
        assert_eq!(
            wilson(3, 2, 0.95),
            Err(Undefined::TooMany { successes, trials })
        );
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
            assert_eq!(wilson(1, 2, level), Err(Undefined::Level));
        }
    }

    proptest! {
        #[test]
        fn interval_holds_the_proportion_and_mirrors(trials in 1u64..1_000_000, share in 0.0..=1.0, level in 0.01..0.999) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the trials")]
            let successes = (trials as f64 * share) as u64;
            let p = successes as f64 / trials as f64;
            let found = wilson(successes, trials, level).unwrap();
            prop_assert!(0.0 <= found.low && found.low <= p + 1e-12 && p <= found.high + 1e-12 && found.high <= 1.0);
            let mirrored = wilson(trials - successes, trials, level).unwrap();
            prop_assert!((mirrored.low - (1.0 - found.high)).abs() < 1e-9);
        }
    }
}
