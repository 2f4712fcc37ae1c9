use super::Undefined;
use super::sample::finite;
use super::studentized_range::StudentizedRange;

/// Nemenyi's test of all pairs of treatments after [Friedman's](super::friedman): p of each pair, treatments x treatments,
/// from their average `ranks` over `blocks` (Nemenyi 1963; Demšar 2006, section 3.2.2). With `k` treatments and `N` blocks,
/// `sqrt(2) |R_i - R_j| / sqrt(k (k + 1) / (6 N))` has the studentized range distribution with infinite degrees of freedom.
/// The chance of any false claim is kept over all pairs, so that p is not to be adjusted again.
///
/// # Errors
/// Fewer than two ranks, one that is not finite, or no blocks.
pub fn nemenyi(ranks: &[f64], blocks: usize) -> Result<Vec<Vec<f64>>, Undefined> {
    finite(ranks, 2)?;
    let unit = unit(ranks.len(), blocks)?;
    let range = StudentizedRange::of(ranks.len())?;
    let of = |one: &f64| {
        let against = ranks.iter().map(|two| (one - two).abs() / unit);
        against.map(|q| range.above(q)).collect()
    };
    Ok(ranks.iter().map(of).collect())
}

/// The critical difference of average ranks at level `alpha`: `q / sqrt(2) sqrt(k (k + 1) / (6 N))` with the quantile `q`
/// of the studentized range (Demšar 2006, section 3.2.2). Treatments whose average ranks differ by more are different.
///
/// # Errors
/// Fewer than two treatments, no blocks, or a level outside (0, 1).
pub fn critical_difference(treatments: usize, blocks: usize, alpha: f64) -> Result<f64, Undefined> {
    let unit = unit(treatments, blocks)?;
    Ok(StudentizedRange::of(treatments)?.critical(alpha)? * unit)
}

/// `sqrt(k (k + 1) / (6 N)) / sqrt(2)`.
fn unit(treatments: usize, blocks: usize) -> Result<f64, Undefined> {
    if blocks == 0 {
        return Err(Undefined::Empty);
    }
    let (k, n) = (treatments as f64, blocks as f64);
    Ok((k * (k + 1.0) / (12.0 * n)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::examples::DEMSAR_2006;
    use crate::statistics::friedman;
    use crate::statistics::simulated::normals;

    /// `scikit_posthocs.posthoc_nemenyi_friedman` of scikit-posthocs 0.17.1.
    const POSTHOCS: [[f64; 4]; 4] = [
        [
            1.0,
            0.088_672_709_288_882_71,
            0.956_177_175_221_810_7,
            0.074_184_795_068_744_54,
        ],
        [
            0.088_672_709_288_882_71,
            1.0,
            0.259_228_070_154_728_6,
            0.999_859_449_385_133,
        ],
        [
            0.956_177_175_221_810_7,
            0.259_228_070_154_728_6,
            1.0,
            0.226_696_886_026_415_25,
        ],
        [
            0.074_184_795_068_744_54,
            0.999_859_449_385_133,
            0.226_696_886_026_415_25,
            1.0,
        ],
    ];

    /// Treatments, blocks, level and difference with `scipy.stats.studentized_range.ppf(1 - alpha, k, numpy.inf)` of SciPy
    /// 1.17.1.
    const SCIPY: [(usize, usize, f64, f64); 6] = [
        (4, 14, 0.05, 1.253_559_147_117_605_6),
        (2, 10, 0.05, 0.619_795_032_304_561_3),
        (10, 30, 0.05, 2.473_165_218_150_950_5),
        (5, 14, 0.1, 1.469_841_803_283_072_7),
        (50, 20, 0.05, 18.403_793_225_508_34),
        (3, 8, 0.01, 1.456_747_168_916_313),
    ];

    #[test]
    fn p_values_are_those_of_scikit_posthocs() {
        let ranks = friedman(&DEMSAR_2006).unwrap().ranks;
        let found = nemenyi(&ranks, 14).unwrap();
        for (row, expected) in found.iter().zip(&POSTHOCS) {
            for (p, expected) in row.iter().zip(expected) {
                assert!((p - expected).abs() < 1e-9, "{found:?}");
            }
        }
    }

    #[test]
    fn critical_differences_are_those_of_scipy_and_of_demsar() {
        for (treatments, blocks, alpha, expected) in SCIPY {
            let found = critical_difference(treatments, blocks, alpha).unwrap();
            assert!((found - expected).abs() < 1e-8, "{found} {expected}");
        }
        // Demšar 2006, section 3.2.2, of the same example: 1.25.
        assert!((critical_difference(4, 14, 0.05).unwrap() - 1.25).abs() < 0.005);
    }

    #[test]
    fn a_difference_as_great_as_the_critical_one_has_p_alpha() {
        let critical = critical_difference(3, 12, 0.05).unwrap();
        let ranks = [2.0, 2.0 - critical / 2.0, 2.0 + critical / 2.0];
        let found = nemenyi(&ranks, 12).unwrap();
        assert!((found[1][2] - 0.05).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn any_false_claim_is_as_rare_as_the_level_says() {
        let mut random = normals(13);
        let critical = critical_difference(4, 30, 0.05).unwrap();
        let claims = (0..2000).filter(|_| {
            let blocks: Vec<Vec<f64>> = (0..30).map(|_| random.draw(4)).collect();
            let ranks = friedman(&blocks).unwrap().ranks;
            let least = ranks.iter().copied().fold(f64::INFINITY, f64::min);
            let most = ranks.iter().copied().fold(0.0, f64::max);
            most - least > critical
        });
        let rate = claims.count() as f64 / 2000.0;
        assert!((rate - 0.05).abs() < 0.015, "{rate}");
    }

    #[test]
    fn malformed_ranks_are_refused() {
        assert_eq!(nemenyi(&[], 3), Err(Undefined::Empty));
        assert_eq!(nemenyi(&[1.0, f64::NAN], 3), Err(Undefined::NotFinite));
        assert_eq!(nemenyi(&[1.0, 2.0], 0), Err(Undefined::Empty));
        assert_eq!(critical_difference(3, 0, 0.05), Err(Undefined::Empty));
        let (found, needed) = (1, 2);
        let one = critical_difference(1, 5, 0.05);
        assert_eq!(one, Err(Undefined::TooFew { found, needed }));
    }
}
