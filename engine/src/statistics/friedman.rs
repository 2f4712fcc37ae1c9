use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF as _, FisherSnedecor};

use super::Undefined;
use super::ranks::ranks;
use super::sample::finite;

/// What Friedman's test finds in blocks (data sets) that compare treatments (models).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Friedman {
    /// The number of blocks.
    pub blocks: usize,
    /// The average rank of each treatment; rank 1 is the least value of a block.
    pub ranks: Vec<f64>,
    /// Chi-squared.
    pub statistic: f64,
    /// Its degrees of freedom, one fewer than treatments.
    pub freedom: f64,
    /// How likely so great a statistic is where no treatment differs.
    pub p: f64,
}

/// The statistic of Iman and Davenport.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ImanDavenport {
    /// F.
    pub statistic: f64,
    /// Degrees of freedom above and below.
    pub freedom: (f64, f64),
    /// How likely so great a statistic is where no treatment differs.
    pub p: f64,
}

/// Friedman's test over blocks of one value per treatment (Friedman 1937), with the correction for ties of
/// `scipy.stats.friedmanchisquare`: for `N` blocks, `k` treatments and sums of ranks `S`,
/// `(12 / (N k (k + 1)) sum S² - 3 N (k + 1)) / (1 - sum (t³ - t) / (N k (k² - 1)))`.
///
/// Rank 1 is the least value: negate them where more is better, so that the best treatment has the lowest average rank.
///
/// # Errors
/// Fewer than two blocks or treatments, blocks of different lengths, a value that is not finite, or blocks in which all
/// treatments are equal.
pub fn friedman<V: AsRef<[f64]>>(blocks: &[V]) -> Result<Friedman, Undefined> {
    let treatments = treatments(blocks)?;
    let (n, k) = (blocks.len() as f64, treatments as f64);
    let mut sums = vec![0.0; treatments];
    let mut ties = 0.0;
    for block in blocks {
        let of_block = ranks(block.as_ref());
        ties += of_block.ties;
        for (sum, rank) in sums.iter_mut().zip(of_block.ranks) {
            *sum += rank;
        }
    }
    let correction = 1.0 - ties / (n * k * (k * k - 1.0));
    if correction <= 0.0 {
        return Err(Undefined::NoDifference);
    }
    let squares: f64 = sums.iter().map(|sum| sum * sum).sum();
    let statistic = (12.0 / (n * k * (k + 1.0)) * squares - 3.0 * n * (k + 1.0)) / correction;
    let freedom = k - 1.0;
    let chi_squared = ChiSquared::new(freedom).map_err(|_| Undefined::NoConvergence)?;
    Ok(Friedman {
        blocks: blocks.len(),
        ranks: sums.iter().map(|sum| sum / n).collect(),
        statistic,
        freedom,
        p: chi_squared.sf(statistic.max(0.0)),
    })
}

impl Friedman {
    /// The less cautious form `F = (N - 1) X / (N (k - 1) - X)` of the statistic `X`, with `k - 1` and `(k - 1)(N - 1)`
    /// degrees of freedom (Iman and Davenport 1980), which Demšar 2006, section 3.2.2, prefers.
    ///
    /// # Errors
    /// Blocks that all rank the treatments alike, so that F is infinite.
    pub fn iman_davenport(&self) -> Result<ImanDavenport, Undefined> {
        let n = self.blocks as f64;
        let below = n * self.freedom - self.statistic;
        if below <= 1e-9 * n * self.freedom {
            return Err(Undefined::RankedAlike);
        }
        let statistic = (n - 1.0) * self.statistic.max(0.0) / below;
        let freedom = (self.freedom, self.freedom * (n - 1.0));
        let f = FisherSnedecor::new(freedom.0, freedom.1).map_err(|_| Undefined::NoConvergence)?;
        Ok(ImanDavenport {
            statistic,
            freedom,
            p: f.sf(statistic),
        })
    }
}

/// How many treatments every block compares.
fn treatments<V: AsRef<[f64]>>(blocks: &[V]) -> Result<usize, Undefined> {
    let expected = blocks.first().ok_or(Undefined::Empty)?.as_ref().len();
    for (block, values) in blocks.iter().enumerate() {
        let found = values.as_ref().len();
        if found != expected {
            return Err(Undefined::Uneven {
                block,
                expected,
                found,
            });
        }
        finite(values.as_ref(), 2)?;
    }
    let (found, needed) = (blocks.len(), 2);
    if found < needed {
        return Err(Undefined::TooFew { found, needed });
    }
    Ok(expected)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::examples::DEMSAR_2006;
    use crate::statistics::simulated::{assert_uniform, normals};

    /// The example with more being better.
    fn negated() -> Vec<[f64; 4]> {
        DEMSAR_2006.map(|block| block.map(|value| -value)).to_vec()
    }

    #[test]
    fn the_test_is_that_of_scipy_with_the_ranks_of_demsar() {
        let found = friedman(&negated()).unwrap();
        // scipy.stats.friedmanchisquare of SciPy 1.17.1; Demšar 2006, table 6: 3.143, 2.000, 2.893, 1.964.
        assert!(
            (found.statistic - 10.228_346_456_692_925).abs() < 1e-9,
            "{found:?}"
        );
        assert!(
            (found.p - 0.016_721_580_328_441_323).abs() < 1e-9,
            "{found:?}"
        );
        for (rank, expected) in found.ranks.iter().zip([3.143, 2.000, 2.893, 1.964]) {
            assert!((rank - expected).abs() < 5e-4, "{found:?}");
        }
        // The formula, with scipy.stats.f.sf.
        let found = found.iman_davenport().unwrap();
        assert!(
            (found.statistic - 4.185_130_111_524_169).abs() < 1e-9,
            "{found:?}"
        );
        assert!(
            (found.p - 0.011_620_659_515_310_975).abs() < 1e-9,
            "{found:?}"
        );
    }

    #[test]
    fn malformed_blocks_are_refused() {
        assert_eq!(friedman::<[f64; 2]>(&[]), Err(Undefined::Empty));
        let (found, needed) = (1, 2);
        let few = Err(Undefined::TooFew { found, needed });
        assert_eq!(friedman(&[[1.0, 2.0]]), few);
        assert_eq!(friedman(&[[1.0], [2.0]]), few);
        let (block, expected, found) = (1, 2, 1);
        let uneven = friedman(&[vec![1.0, 2.0], vec![1.0]]);
        assert_eq!(
            uneven,
            Err(Undefined::Uneven {
                block,
                expected,
                found
            })
        );
        let odd = friedman(&[[1.0, f64::NAN], [1.0, 2.0]]);
        assert_eq!(odd, Err(Undefined::NotFinite));
        let equal = friedman(&[[1.0, 1.0], [2.0, 2.0]]);
        assert_eq!(equal, Err(Undefined::NoDifference));
    }

    #[test]
    fn blocks_that_rank_alike_have_no_finite_f() {
        let found = friedman(&[[1.0, 2.0, 3.0]; 4]).unwrap();
        assert!((found.statistic - 8.0).abs() < 1e-12);
        assert_eq!(found.iman_davenport(), Err(Undefined::RankedAlike));
    }

    #[test]
    fn p_is_uniform_where_nothing_differs() {
        let mut random = normals(12);
        let ps = (0..2000).map(|_| {
            let blocks: Vec<Vec<f64>> = (0..40).map(|_| random.draw(5)).collect();
            friedman(&blocks).unwrap().iman_davenport().unwrap().p
        });
        assert_uniform(ps);
    }

    proptest! {
        #[test]
        fn the_order_of_treatments_changes_nothing_but_the_order_of_ranks(
            blocks in proptest::collection::vec([0i32..6, 0i32..6, 0i32..6], 2..20)
        ) {
            let blocks: Vec<[f64; 3]> = blocks.into_iter().map(|block| block.map(f64::from)).collect();
            let turned: Vec<[f64; 3]> = blocks.iter().map(|[one, two, three]| [*three, *one, *two]).collect();
            match (friedman(&blocks), friedman(&turned)) {
                (Ok(one), Ok(two)) => {
                    prop_assert!((one.p - two.p).abs() < 1e-9 && (0.0..=1.0).contains(&one.p));
                    prop_assert!((one.ranks[0] - two.ranks[1]).abs() < 1e-12);
                }
                (one, two) => prop_assert_eq!(one, two),
            }
        }
    }
}
