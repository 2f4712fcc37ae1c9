use super::Undefined;
use super::sample::finite;

/// Cliff's delta: of all pairs of a value of the first side and one of the second, the share in which the first is greater
/// less the share in which it is smaller, -1 to 1 (Cliff 1993). It asks for no pairing: it goes with tests of two
/// independent samples such as Mann and Whitney's, and says beside a paired test how far the two sets of values overlap.
///
/// # Errors
/// A side without values, or a value that is not finite.
pub fn cliffs_delta(first: &[f64], second: &[f64]) -> Result<f64, Undefined> {
    finite(first, 1)?;
    finite(second, 1)?;
    let mut sorted = second.to_vec();
    sorted.sort_by(f64::total_cmp);
    let gaps = first.iter().map(|value| {
        let smaller = sorted.partition_point(|other| other < value);
        let not_greater = sorted.partition_point(|other| other <= value);
        smaller as f64 - (sorted.len() - not_greater) as f64
    });
    Ok(gaps.sum::<f64>() / (first.len() as f64 * second.len() as f64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn delta_is_that_of_the_u_statistic() {
        // 2 * scipy.stats.mannwhitneyu(first, second).statistic / (n * m) - 1 of SciPy 1.17.1.
        let first = [1.0, 2.0, 3.0, 4.0, 5.0, 5.0];
        let found = cliffs_delta(&first, &[2.0, 2.0, 1.0, 3.0, 0.5]).unwrap();
        assert!((found - 0.6).abs() < 1e-12, "{found}");
    }

    #[test]
    fn malformed_values_are_refused() {
        assert_eq!(cliffs_delta(&[], &[1.0]), Err(Undefined::Empty));
        assert_eq!(cliffs_delta(&[1.0], &[]), Err(Undefined::Empty));
        assert_eq!(cliffs_delta(&[f64::NAN], &[1.0]), Err(Undefined::NotFinite));
    }

    proptest! {
        #[test]
        fn swapping_the_sides_turns_the_sign(
            first in proptest::collection::vec(-5i32..5, 1..20),
            second in proptest::collection::vec(-5i32..5, 1..20),
        ) {
            let [first, second] = [first, second].map(|side| side.into_iter().map(f64::from).collect::<Vec<_>>());
            let delta = cliffs_delta(&first, &second).unwrap();
            prop_assert!((-1.0..=1.0).contains(&delta));
            prop_assert!((delta + cliffs_delta(&second, &first).unwrap()).abs() < 1e-12);
        }
    }
}
