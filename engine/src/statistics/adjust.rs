use super::Undefined;

/// Holm's adjusted p values (Holm 1979), in the order given: with `p(1) <= ... <= p(m)`,
/// `max over j <= i of min(1, (m - j + 1) p(j))`. Calling those below a level different keeps the chance of *any* false
/// claim at that level, however the tests depend on each other.
///
/// # Errors
/// A p value outside 0 to 1.
pub fn holm(ps: &[f64]) -> Result<Vec<f64>, Undefined> {
    let order = rising(ps)?;
    let mut adjusted = vec![0.0; ps.len()];
    let mut greatest = 0.0_f64;
    for (rank, &at) in order.iter().enumerate() {
        let left = (ps.len() - rank) as f64;
        greatest = greatest.max((left * ps[at]).min(1.0));
        adjusted[at] = greatest;
    }
    Ok(adjusted)
}

/// Adjusted p values of Benjamini and Hochberg (1995), in the order given: with `p(1) <= ... <= p(m)`,
/// `min over j >= i of min(1, m p(j) / j)`. Calling those below a level different keeps the expected *share* of false claims
/// among all claims at that level, for tests that are independent or depend positively.
///
/// # Errors
/// A p value outside 0 to 1.
pub fn benjamini_hochberg(ps: &[f64]) -> Result<Vec<f64>, Undefined> {
    let order = rising(ps)?;
    let mut adjusted = vec![0.0; ps.len()];
    let mut least = 1.0_f64;
    for (rank, &at) in order.iter().enumerate().rev() {
        least = least.min(ps.len() as f64 * ps[at] / (rank + 1) as f64);
        adjusted[at] = least;
    }
    Ok(adjusted)
}

/// Places by rising p.
fn rising(ps: &[f64]) -> Result<Vec<usize>, Undefined> {
    if ps.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(Undefined::Probability);
    }
    let mut order: Vec<usize> = (0..ps.len()).collect();
    order.sort_by(|one, two| ps[*one].total_cmp(&ps[*two]));
    Ok(order)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PS: [f64; 7] = [0.01, 0.04, 0.03, 0.005, 0.5, 0.03, 0.9];

    fn assert_near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (one, two) in found.iter().zip(expected) {
            assert!((one - two).abs() < 1e-12, "{found:?}");
        }
    }

    /// `multipletests(PS, method="holm")` and `"fdr_bh"` of statsmodels 0.15.0.
    #[test]
    fn adjusted_values_are_those_of_statsmodels() {
        let expected = [0.06, 0.15, 0.15, 0.035, 1.0, 0.15, 1.0];
        assert_near(&holm(&PS).unwrap(), &expected);
        let third = 0.583_333_333_333_333_4;
        let expected = [0.035, 0.056, 0.0525, 0.035, third, 0.0525, 0.9];
        assert_near(&benjamini_hochberg(&PS).unwrap(), &expected);
    }

    #[test]
    fn one_value_stays_and_none_is_none() {
        assert_eq!(holm(&[0.2]), Ok(vec![0.2]));
        assert_eq!(benjamini_hochberg(&[0.2]), Ok(vec![0.2]));
        assert_eq!(holm(&[]), Ok(vec![]));
    }

    #[test]
    fn what_is_no_p_value_is_refused() {
        for odd in [-0.1, 1.1, f64::NAN] {
            assert_eq!(holm(&[0.5, odd]), Err(Undefined::Probability));
            assert_eq!(benjamini_hochberg(&[odd]), Err(Undefined::Probability));
        }
    }

    proptest! {
        #[test]
        fn adjusted_values_are_greater_and_keep_the_order(ps in proptest::collection::vec(0.0f64..=1.0, 1..30)) {
            let strict = holm(&ps).unwrap();
            let mild = benjamini_hochberg(&ps).unwrap();
            for at in 0..ps.len() {
                prop_assert!(ps[at] <= mild[at] + 1e-15 && mild[at] <= strict[at] + 1e-15 && strict[at] <= 1.0);
                for other in 0..ps.len() {
                    if ps[at] <= ps[other] {
                        prop_assert!(strict[at] <= strict[other] && mild[at] <= mild[other]);
                    }
                }
            }
        }
    }
}
