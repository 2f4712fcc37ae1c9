use super::Undefined;
use super::wilcoxon::SignedRanks;

/// The matched-pairs rank biserial correlation: the share of the sum of ranks that favours the first side less the share
/// that favours the second, -1 to 1 (Kerby 2014, The Simple Difference Formula). It goes with
/// [`wilcoxon`](super::wilcoxon), with the same ranks and the same even pairs left out.
///
/// # Errors
/// No differences, one that is not finite, or none but even pairs.
pub fn rank_biserial(differences: &[f64]) -> Result<f64, Undefined> {
    let SignedRanks {
        positive, negative, ..
    } = SignedRanks::of(differences)?;
    Ok((positive - negative) / (positive + negative))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::examples::TEN_DIFFERENCES;

    #[test]
    fn the_correlation_is_that_of_the_formula() {
        // With ranks of scipy.stats.rankdata of SciPy 1.17.1.
        let found = rank_biserial(&TEN_DIFFERENCES).unwrap();
        assert!((found - 0.854_545_454_545_454_5).abs() < 1e-12, "{found}");
    }

    #[test]
    fn where_one_side_always_wins_it_is_1() {
        assert_eq!(rank_biserial(&[0.1, 3.0, 0.0]), Ok(1.0));
        assert_eq!(rank_biserial(&[-0.1, -3.0]), Ok(-1.0));
        assert_eq!(rank_biserial(&[1.0, -1.0]), Ok(0.0));
    }

    #[test]
    fn without_a_difference_there_is_none() {
        assert_eq!(rank_biserial(&[0.0]), Err(Undefined::NoDifference));
        assert_eq!(rank_biserial(&[]), Err(Undefined::Empty));
        assert_eq!(rank_biserial(&[f64::NAN]), Err(Undefined::NotFinite));
    }
}
