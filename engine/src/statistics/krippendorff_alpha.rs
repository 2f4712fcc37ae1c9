use super::Undefined;
use super::votes::{judged_twice, total};

/// Krippendorff's alpha for nominal data, `1 - Do / De`, where votes may be missing: units with fewer than two votes are
/// left out, and each unit weighs by its votes (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D).
///
/// With `n_uc` votes for category `c` in unit `u`, `n_u` and `n_c` their sums and `n` all of them,
/// `alpha = 1 - (n - 1) * sum_u (n_u² - sum_c n_uc²) / (n_u - 1) / (n² - sum_c n_c²)`.
///
/// `votes` has one row per unit and one column per category.
///
/// # Errors
/// Rows of different lengths, no unit with two votes, or all votes for one category.
pub fn krippendorff_alpha<V: AsRef<[u32]>>(votes: &[V]) -> Result<f64, Undefined> {
    let units = judged_twice(votes)?;
    let all: f64 = units.iter().map(|counts| total(counts)).sum();
    let categories = units.first().map_or(0, |counts| counts.len());
    let of_category = |category: usize| {
        let votes = units.iter().map(|counts| f64::from(counts[category]));
        votes.sum::<f64>()
    };
    let alike: f64 = (0..categories)
        .map(|category| of_category(category).powi(2))
        .sum();
    let expected = all * all - alike;
    if expected <= 0.0 {
        return Err(Undefined::OneCategory);
    }
    let observed: f64 = units
        .iter()
        .map(|counts| {
            let n = total(counts);
            let alike: f64 = counts.iter().map(|&vote| f64::from(vote).powi(2)).sum();
            (n * n - alike) / (n - 1.0)
        })
        .sum();
    Ok(1.0 - (all - 1.0) * observed / expected)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::examples::{KRIPPENDORFF_2011, THREE_CODERS};
    use crate::statistics::fleiss_kappa;

    #[test]
    fn the_data_of_krippendorff_2011_have_alpha_0_743() {
        let alpha = krippendorff_alpha(&KRIPPENDORFF_2011).unwrap();
        // krippendorff 0.9.0: alpha(..., level_of_measurement="nominal")
        assert!((alpha - 0.743_421_052_631_579).abs() < 1e-12, "{alpha}");
    }

    #[test]
    fn three_coders_with_missing_data_have_alpha_0_691() {
        let alpha = krippendorff_alpha(&THREE_CODERS).unwrap();
        // krippendorff 0.9.0: alpha(..., level_of_measurement="nominal")
        assert!((alpha - 0.691_358_024_691_358).abs() < 1e-12, "{alpha}");
    }

    #[test]
    fn perfect_agreement_is_1() {
        assert_eq!(krippendorff_alpha(&[[3, 0], [0, 2], [0, 3]]), Ok(1.0));
    }

    #[test]
    fn malformed_votes_are_refused() {
        assert_eq!(krippendorff_alpha::<[u32; 2]>(&[]), Err(Undefined::Empty));
        assert_eq!(
            krippendorff_alpha(&[[1, 0], [0, 1]]),
            Err(Undefined::NoPairs)
        );
        assert_eq!(
            krippendorff_alpha(&[[2, 0], [3, 0]]),
            Err(Undefined::OneCategory)
        );
        assert!(matches!(
            krippendorff_alpha(&[vec![2, 0], vec![2]]),
            Err(Undefined::Ragged { .. })
        ));
    }

    proptest! {
        /// With `n` votes on each of `N` units, `alpha = kappa + (1 - kappa) / (N n)`.
        #[test]
        fn alpha_is_kappa_corrected_for_the_sample_where_raters_are_as_many(
            votes in proptest::collection::vec((0u32..=5, 0u32..=5), 2..40)
        ) {
            let votes: Vec<[u32; 3]> = votes
                .into_iter()
                .map(|(one, two)| {
                    let two = two.min(5 - one);
                    [one, two, 5 - one - two]
                })
                .collect();
            let n = votes.len() as f64 * 5.0;
            match (fleiss_kappa(&votes), krippendorff_alpha(&votes)) {
                (Ok(kappa), Ok(alpha)) => {
                    prop_assert!(alpha <= 1.0 + 1e-12);
                    prop_assert!((alpha - (kappa + (1.0 - kappa) / n)).abs() < 1e-9, "{kappa} {alpha}");
                }
                (kappa, alpha) => prop_assert_eq!(kappa, alpha),
            }
        }
    }
}
