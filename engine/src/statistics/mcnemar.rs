use serde::Serialize;
use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF as _, DiscreteCDF as _};

use super::Undefined;

/// What McNemar's test finds in pairs of yes and no.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// Items that the first alone got right.
    pub first_alone: u64,
    /// Items that the second alone got right.
    pub second_alone: u64,
    /// How likely counts so far apart are where neither is better, two-sided.
    pub p: f64,
}

/// McNemar's test, exact: items that one side alone got right fall to either side like a fair coin, so that
/// `p = 2 P(B <= min)` with `B` binomial (McNemar 1947; `mcnemar(..., exact=True)` of statsmodels). Items that both got
/// right, or neither, say nothing.
///
/// It takes items to be independent: where they come in groups, [`sign_flip_of_groups`](super::sign_flip_of_groups) fits.
///
/// # Errors
/// No item on which the sides differ.
pub fn mcnemar_exact(first_alone: u64, second_alone: u64) -> Result<McNemar, Undefined> {
    let apart = uneven(first_alone, second_alone)?;
    let coin = Binomial::new(0.5, apart).map_err(|_| Undefined::NoConvergence)?;
    Ok(McNemar {
        first_alone,
        second_alone,
        p: (2.0 * coin.cdf(first_alone.min(second_alone))).min(1.0),
    })
}

/// McNemar's test by its large-sample form, with continuity correction: `(|b - c| - 1)² / (b + c)` is chi-squared with one
/// degree of freedom (Edwards 1948; `mcnemar(..., exact=False)` of statsmodels, for equal counts, too).
///
/// # Errors
/// No item on which the sides differ.
pub fn mcnemar_chi_squared(first_alone: u64, second_alone: u64) -> Result<McNemar, Undefined> {
    let apart = uneven(first_alone, second_alone)? as f64;
    let gap = first_alone.abs_diff(second_alone) as f64 - 1.0;
    let chi_squared = ChiSquared::new(1.0).map_err(|_| Undefined::NoConvergence)?;
    Ok(McNemar {
        first_alone,
        second_alone,
        p: chi_squared.sf(gap * gap / apart),
    })
}

fn uneven(first_alone: u64, second_alone: u64) -> Result<u64, Undefined> {
    match first_alone.saturating_add(second_alone) {
        0 => Err(Undefined::NoDifference),
        apart => Ok(apart),
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::statistics::simulated::assert_not_anticonservative;

    /// Counts, and p of `mcnemar([[0, b], [c, 0]])` of statsmodels 0.15.0, exact and not.
    const STATSMODELS: [(u64, u64, f64, f64); 5] = [
        (10, 3, 0.092_285_156_25, 0.096_092_329_455_673_4),
        (0, 5, 0.0625, 0.073_638_270_120_302_58),
        (7, 7, 1.0, 0.789_268_026_134_281_3),
        (25, 40, 0.081_681_533_945_410_33, 0.082_477_887_473_209_71),
        (1, 0, 1.0, 1.0),
    ];

    #[test]
    fn p_is_that_of_statsmodels() {
        for (first, second, exact, approximate) in STATSMODELS {
            let found = mcnemar_exact(first, second).unwrap();
            assert!((found.p - exact).abs() < 1e-9, "{found:?} {exact}");
            let found = mcnemar_chi_squared(first, second).unwrap();
            assert!((found.p - approximate).abs() < 1e-9, "{found:?}");
        }
    }

    #[test]
    fn the_sides_may_be_swapped() {
        for (first, second) in [(3, 8), (0, 4), (1000, 900)] {
            let exact = [mcnemar_exact(first, second), mcnemar_exact(second, first)];
            let [one, two] = exact.map(|found| found.unwrap().p);
            assert!((one - two).abs() < 1e-12);
        }
    }

    #[test]
    fn p_does_not_claim_too_much_where_nothing_differs() {
        let mut random = ChaCha8Rng::seed_from_u64(10);
        let mut ps = Vec::new();
        for _ in 0..2000 {
            let first = (0..30).filter(|_| random.random_bool(0.5)).count() as u64;
            ps.push(mcnemar_exact(first, 30 - first).unwrap().p);
        }
        assert_not_anticonservative(ps.into_iter());
    }

    #[test]
    fn without_a_difference_there_is_no_test() {
        assert_eq!(mcnemar_exact(0, 0), Err(Undefined::NoDifference));
        assert_eq!(mcnemar_chi_squared(0, 0), Err(Undefined::NoDifference));
    }
}
