use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::quantile::quantile;
use super::{Interval, Undefined};

/// How often units are drawn anew, and what is read off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// Resamples drawn.
    pub resamples: usize,
    /// The level of confidence, between 0 and 1.
    pub level: f64,
    /// Draws the units.
    pub seed: u64,
}

/// The percentile interval of a statistic over resamples (Efron 1979): as many of the `units` as there are, drawn with
/// replacement and named by their place; ends are [quantiles](super::quantile). Resamples where the statistic has no value are left out, as long as they are fewer than half.
///
/// # Errors
/// No units or resamples, a level outside (0, 1), or a statistic without a value in half of the resamples or more.
pub fn bootstrap<E>(
    units: usize,
    how: &Resampling,
    statistic: impl Fn(&[usize]) -> Result<f64, E>,
) -> Result<Interval, Undefined> {
    if units == 0 || how.resamples == 0 {
        return Err(Undefined::Empty);
    }
    if !(how.level > 0.0 && how.level < 1.0) {
        return Err(Undefined::Level);
    }
    let mut random = ChaCha8Rng::seed_from_u64(how.seed);
    let mut values = Vec::with_capacity(how.resamples);
    let mut drawn = vec![0; units];
    for _ in 0..how.resamples {
        drawn.fill_with(|| random.random_range(0..units));
        values.extend(statistic(&drawn).ok().filter(|value| value.is_finite()));
    }
    let undefined = how.resamples - values.len();
    if undefined * 2 >= how.resamples {
        return Err(Undefined::Resamples {
            undefined,
            resamples: how.resamples,
        });
    }
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - how.level) / 2.0;
    Ok(Interval {
        low: quantile(&values, tail),
        high: quantile(&values, 1.0 - tail),
    })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    const HOW: Resampling = Resampling {
        resamples: 2000,
        level: 0.95,
        seed: 0,
    };

    fn mean_of(values: &[f64]) -> impl Fn(&[usize]) -> Result<f64, Infallible> {
        move |drawn| Ok(drawn.iter().map(|&at| values[at]).sum::<f64>() / drawn.len() as f64)
    }

    #[test]
    fn interval_of_a_mean_is_about_two_standard_errors_either_side() {
        let values: Vec<f64> = (0..100).map(|at| f64::from(at % 10)).collect();
        let found = bootstrap(100, &HOW, mean_of(&values)).unwrap();
        // Population standard deviation 2.872; 1.96 standard errors of a mean of 100 are 0.563.
        assert!((found.low - (4.5 - 0.563)).abs() < 0.06, "{found:?}");
        assert!((found.high - (4.5 + 0.563)).abs() < 0.06, "{found:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_interval_and_another_another() {
        let values: Vec<f64> = (0..30).map(f64::from).collect();
        let one = bootstrap(30, &HOW, mean_of(&values)).unwrap();
        assert_eq!(bootstrap(30, &HOW, mean_of(&values)), Ok(one));
        let other = Resampling { seed: 1, ..HOW };
        assert_ne!(bootstrap(30, &other, mean_of(&values)), Ok(one));
    }

    #[test]
    fn a_constant_has_an_interval_without_width() {
        let (low, high) = (2.0, 2.0);
        assert_eq!(
            bootstrap(5, &HOW, mean_of(&[2.0; 5])),
            Ok(Interval { low, high })
        );
    }

    #[test]
    fn nothing_to_draw_and_nothing_to_compute_are_refused() {
        assert_eq!(bootstrap(0, &HOW, mean_of(&[])), Err(Undefined::Empty));
        let none = Resampling {
            resamples: 0,
            ..HOW
        };
        assert_eq!(bootstrap(1, &none, mean_of(&[1.0])), Err(Undefined::Empty));
        let odd = Resampling { level: 1.0, ..HOW };
        assert_eq!(bootstrap(1, &odd, mean_of(&[1.0])), Err(Undefined::Level));
        let undefined = bootstrap(3, &HOW, |_| Err::<f64, _>(()));
        let (all, resamples) = (2000, 2000);
        assert_eq!(
            undefined,
            Err(Undefined::Resamples {
                undefined: all,
                resamples
            })
        );
    }

    proptest! {
        #[test]
        fn ends_lie_among_the_values(values in proptest::collection::vec(-1e3f64..1e3, 1..20), seed: u64) {
            let how = Resampling { resamples: 50, level: 0.9, seed };
            let found = bootstrap(values.len(), &how, mean_of(&values)).unwrap();
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            prop_assert!(least - 1e-9 <= found.low && found.low <= found.high && found.high <= most + 1e-9);
        }
    }
}
