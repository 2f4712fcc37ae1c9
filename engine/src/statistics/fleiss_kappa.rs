use super::Undefined;
use super::votes::{judged_twice, total};

/// Fleiss' kappa: `(P - Pe) / (1 - Pe)`, where `P` is the mean over units of the share of pairs of votes that agree, and
/// `Pe` the sum of the squared shares of the categories (Fleiss 1971, equations 1 to 6).
///
/// `votes` has one row per unit and one column per category. Units may have different numbers of votes: those with fewer
/// than two are left out, and the share of a category is the mean of its shares in the units (Gwet 2014, Handbook of
/// Inter-Rater Reliability, 4th edition, chapter 3), which with equal numbers is the original.
///
/// # Errors
/// Rows of different lengths, no unit with two votes, or all votes for one category.
pub fn fleiss_kappa<V: AsRef<[u32]>>(votes: &[V]) -> Result<f64, Undefined> {
    let units = judged_twice(votes)?;
    let count = units.len() as f64;
    let agreeing = units.iter().map(|counts| {
        let n = total(counts);
        let pairs = counts
            .iter()
            .map(|&vote| f64::from(vote) * (f64::from(vote) - 1.0));
        pairs.sum::<f64>() / (n * (n - 1.0))
    });
    let observed = agreeing.sum::<f64>() / count;
    let categories = units.first().map_or(0, |counts| counts.len());
    let share = |category: usize| {
        let shares = units
            .iter()
            .map(|counts| f64::from(counts[category]) / total(counts));
        shares.sum::<f64>() / count
    };
    let shares: Vec<f64> = (0..categories).map(share).collect();
    if shares.iter().filter(|share| **share > 0.0).count() < 2 {
        return Err(Undefined::OneCategory);
    }
    let expected: f64 = shares.iter().map(|share| share * share).sum();
    Ok((observed - expected) / (1.0 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::examples::{FLEISS_1971, FOURTEEN_RATERS};

    #[test]
    fn the_diagnoses_of_fleiss_1971_have_kappa_0_430() {
        let kappa = fleiss_kappa(&FLEISS_1971).unwrap();
        // statsmodels 0.15.0: fleiss_kappa
        assert!((kappa - 0.430_244_520_060_140_74).abs() < 1e-12, "{kappa}");
    }

    #[test]
    fn fourteen_raters_of_ten_subjects_have_kappa_0_210() {
        let kappa = fleiss_kappa(&FOURTEEN_RATERS).unwrap();
        // statsmodels 0.15.0: fleiss_kappa
        assert!((kappa - 0.209_930_704_421_952_25).abs() < 1e-12, "{kappa}");
    }

    #[test]
    fn perfect_agreement_is_1() {
        assert_eq!(fleiss_kappa(&[[3, 0], [0, 3], [0, 3]]), Ok(1.0));
    }

    #[test]
    fn units_with_one_vote_or_none_do_not_count() {
        let without = fleiss_kappa(&[[2, 1], [0, 3], [3, 0]]).unwrap();
        let with = fleiss_kappa(&[[2, 1], [1, 0], [0, 3], [0, 0], [3, 0]]).unwrap();
        assert!((with - without).abs() < 1e-15);
    }

    #[test]
    fn malformed_votes_are_refused() {
        assert_eq!(fleiss_kappa::<[u32; 2]>(&[]), Err(Undefined::Empty));
        assert_eq!(fleiss_kappa(&[[1, 0], [0, 1]]), Err(Undefined::NoPairs));
        assert_eq!(fleiss_kappa(&[[3, 0], [3, 0]]), Err(Undefined::OneCategory));
        let (unit, expected, found) = (1, 2, 3);
        assert_eq!(
            fleiss_kappa(&[vec![1, 1], vec![1, 1, 0]]),
            Err(Undefined::Ragged {
                unit,
                expected,
                found
            })
        );
    }
}
