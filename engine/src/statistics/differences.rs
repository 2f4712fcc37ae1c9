use super::Undefined;
use super::sample::finite;

/// What of a difference is rounding error: a share of the greater magnitude, a few units in the last place.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// First minus second, pair by pair; 0 where they differ by rounding error alone.
///
/// # Errors
/// No values, values that do not pair one to one, or one that is not finite.
pub fn differences(first: &[f64], second: &[f64]) -> Result<Vec<f64>, Undefined> {
    if first.len() != second.len() {
        return Err(Undefined::Unpaired {
            first: first.len(),
            second: second.len(),
        });
    }
    finite(first, 1)?;
    finite(second, 1)?;
    let pairs = first.iter().zip(second);
    let found: Vec<f64> = pairs.map(|(one, two)| difference(*one, *two)).collect();
    finite(&found, 1)?;
    Ok(found)
}

fn difference(one: f64, two: f64) -> f64 {
    let gap = one - two;
    if gap.abs() <= ROUNDING * one.abs().max(two.abs()) {
        0.0
    } else {
        gap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_first_minus_second() {
        assert_eq!(differences(&[3.0, 1.0], &[1.0, 2.0]), Ok(vec![2.0, -1.0]));
    }

    #[test]
    fn rounding_is_no_difference() {
        assert_eq!(differences(&[0.1 + 0.2], &[0.3]), Ok(vec![0.0]));
    }

    #[test]
    fn what_does_not_pair_or_is_not_finite_is_refused() {
        let (first, second) = (2, 1);
        assert_eq!(
            differences(&[1.0, 2.0], &[1.0]),
            Err(Undefined::Unpaired { first, second })
        );
        assert_eq!(differences(&[], &[]), Err(Undefined::Empty));
        for odd in [f64::NAN, f64::INFINITY] {
            assert_eq!(differences(&[odd], &[1.0]), Err(Undefined::NotFinite));
            assert_eq!(differences(&[1.0], &[odd]), Err(Undefined::NotFinite));
        }
        assert_eq!(
            differences(&[f64::MAX], &[-f64::MAX]),
            Err(Undefined::NotFinite)
        );
    }
}
