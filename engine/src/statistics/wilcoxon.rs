use serde::Serialize;
use statrs::distribution::{ContinuousCDF as _, Normal};

use super::Undefined;
use super::ranks::{Ranks, ranks};
use super::sample::finite;

/// Pairs up to which p is exact.
const EXACT: usize = 50;

/// What the signed rank test finds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Wilcoxon {
    /// Pairs that differ.
    pub pairs: usize,
    /// The sum of the ranks of positive differences.
    pub positive: f64,
    /// The sum of the ranks of negative differences; the lesser of the two is the statistic.
    pub negative: f64,
    /// How likely sums so far apart are where the differences are symmetric around 0, two-sided.
    pub p: f64,
    /// Whether p is exact, or that of the normal approximation.
    pub exact: bool,
}

/// Wilcoxon's signed rank test of differences (Wilcoxon 1945). Even pairs are left out, and equal magnitudes share the mean
/// of their ranks.
///
/// Up to 50 pairs that differ, p is the share of all assignments of signs to the ranks with sums as far apart: without ties
/// it is that of `scipy.stats.wilcoxon`, with ties that of its `PermutationMethod`, where SciPy takes the approximation
/// from 14 pairs on. Beyond, `z = (W - n (n + 1) / 4) / sqrt((n (n + 1) (2 n + 1) - sum (t³ - t) / 2) / 24)` is normal,
/// without continuity correction, as in SciPy.
///
/// Of `n` pairs, no p is below `2^(1 - n)`: with five seeds, the test cannot show anything at 0.05. The effect that goes with
/// it is the [rank biserial correlation](super::rank_biserial).
///
/// # Errors
/// No differences, one that is not finite, or none but even pairs.
pub fn wilcoxon(differences: &[f64]) -> Result<Wilcoxon, Undefined> {
    let signed = SignedRanks::of(differences)?;
    let pairs = signed.ranks.ranks.len();
    let exact = pairs <= EXACT;
    let lesser = signed.positive.min(signed.negative);
    let p = if exact {
        exact_p(&signed.ranks.ranks, lesser)
    } else {
        approximate_p(pairs as f64, signed.ranks.ties, lesser)
    };
    Ok(Wilcoxon {
        pairs,
        positive: signed.positive,
        negative: signed.negative,
        p: p.min(1.0),
        exact,
    })
}

/// The ranks of the magnitudes of differences that are not 0.
pub(super) struct SignedRanks {
    ranks: Ranks,
    pub(super) positive: f64,
    pub(super) negative: f64,
}

impl SignedRanks {
    /// # Errors
    /// No differences, one that is not finite, or none but 0.
    pub(super) fn of(differences: &[f64]) -> Result<Self, Undefined> {
        finite(differences, 1)?;
        let uneven = differences.iter().copied().filter(|it| *it != 0.0);
        let uneven: Vec<f64> = uneven.collect();
        if uneven.is_empty() {
            return Err(Undefined::NoDifference);
        }
        let magnitudes: Vec<f64> = uneven.iter().map(|it| it.abs()).collect();
        let ranks = ranks(&magnitudes);
        let of_sign = |positive: bool| {
            let of = uneven.iter().zip(&ranks.ranks);
            of.filter(|(it, _)| (**it > 0.0) == positive)
                .map(|(_, rank)| rank)
                .sum()
        };
        Ok(Self {
            positive: of_sign(true),
            negative: of_sign(false),
            ranks,
        })
    }
}

/// Twice the share of the assignments of signs whose positive ranks sum to `lesser` at most. Ranks are halves, so that twice
/// their sum counts places of a table.
fn exact_p(ranks: &[f64], lesser: f64) -> f64 {
    let doubled = |value: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number of halves, below 2 * 50 * 51"
        )]
        let place = (2.0 * value).round() as usize;
        place
    };
    let mut shares = vec![0.0; doubled(lesser) + 1];
    shares[0] = 1.0;
    for rank in ranks.iter().map(|rank| doubled(*rank)) {
        for sum in (0..shares.len()).rev() {
            let with = sum.checked_sub(rank).map_or(0.0, |without| shares[without]);
            shares[sum] = f64::midpoint(shares[sum], with);
        }
    }
    2.0 * shares.iter().sum::<f64>()
}

fn approximate_p(n: f64, ties: f64, lesser: f64) -> f64 {
    let mean = n * (n + 1.0) / 4.0;
    let variance = (n * (n + 1.0) * (2.0 * n + 1.0) - ties / 2.0) / 24.0;
    2.0 * Normal::standard().cdf((lesser - mean) / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::examples::TEN_DIFFERENCES;
    use crate::statistics::simulated::{assert_not_anticonservative, assert_uniform, normals};

    /// Differences, statistic and p of `scipy.stats.wilcoxon` of SciPy 1.17.1, exact with and without ties.
    const SCIPY: [(&[f64], f64, f64); 5] = [
        (&TEN_DIFFERENCES, 4.0, 0.013_671_875),
        (&[1.0, 2.0, 3.0, 4.0, 5.0], 0.0, 0.0625),
        (&[1.0, -2.0, 3.0, -4.0, 5.0, 6.0, 7.0, 8.0], 6.0, 0.109_375),
        (
            &[1.0, 1.0, -1.0, 2.0, 0.0, 3.0, -2.0, 4.0, 5.0, 5.0],
            6.5,
            0.066_406_25,
        ),
        (&[2.0, 2.0, -2.0, 2.0, 1.0, 0.0, 0.0], 3.5, 0.375),
    ];

    #[test]
    fn few_pairs_have_the_exact_p_of_scipy() {
        for (values, statistic, p) in SCIPY {
            let found = wilcoxon(values).unwrap();
            let lesser = found.positive.min(found.negative);
            assert!(found.exact && (lesser - statistic).abs() < 1e-12);
            assert!((found.p - p).abs() < 1e-12, "{found:?} {p}");
        }
    }

    /// The same call, of 60 and 80 differences with zeros, the latter with ties, and of 50 without either.
    #[test]
    fn many_pairs_have_the_p_of_scipy() {
        let spread: Vec<f64> = (0..60)
            .map(|i| f64::from(i * 37 % 101 - 40) / 10.0)
            .collect();
        let found = wilcoxon(&spread).unwrap();
        assert!(
            (found.p - 0.022_633_208_936_007_52).abs() < 1e-9,
            "{found:?}"
        );
        let tied: Vec<f64> = (0..80).map(|i| f64::from(i * 7 % 11 - 4)).collect();
        let found = wilcoxon(&tied).unwrap();
        assert_eq!((found.pairs, found.exact), (73, false));
        assert!(
            (found.p - 0.012_191_510_042_753_53).abs() < 1e-9,
            "{found:?}"
        );
        let fifty = (0..50)
            .map(|i| f64::from(i * 37 % 53 - 20) + 0.5 * f64::from(i % 2) + 0.01 * f64::from(i));
        let found = wilcoxon(&fifty.collect::<Vec<_>>()).unwrap();
        assert!(found.exact);
        assert!(
            (found.p - 0.010_879_562_807_692_977).abs() < 1e-9,
            "{found:?}"
        );
    }

    #[test]
    fn nothing_to_rank_is_refused() {
        assert_eq!(wilcoxon(&[]), Err(Undefined::Empty));
        assert_eq!(wilcoxon(&[0.0, 0.0]), Err(Undefined::NoDifference));
        assert_eq!(wilcoxon(&[1.0, f64::NAN]), Err(Undefined::NotFinite));
    }

    #[test]
    fn p_does_not_claim_too_much_where_nothing_differs() {
        let mut random = normals(4);
        assert_not_anticonservative((0..2000).map(|_| wilcoxon(&random.draw(8)).unwrap().p));
        assert_uniform((0..2000).map(|_| wilcoxon(&random.draw(60)).unwrap().p));
    }

    proptest! {
        #[test]
        fn swapping_the_sides_swaps_the_sums(values in proptest::collection::vec(-9i32..9, 1..70)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let swapped: Vec<f64> = values.iter().map(|value| -value).collect();
            match (wilcoxon(&values), wilcoxon(&swapped)) {
                (Ok(one), Ok(two)) => {
                    prop_assert!(0.0 < one.p && one.p <= 1.0);
                    prop_assert_eq!((one.p, one.positive), (two.p, two.negative));
                }
                (one, two) => prop_assert_eq!(one, two),
            }
        }
    }
}
