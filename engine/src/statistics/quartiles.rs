use serde::Serialize;

use super::quantile::quantile;
use super::sample::finite;
use super::{Interval, Undefined};

/// The middle of values and of their halves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quartiles {
    /// Half of the values lie below.
    pub median: f64,
    /// The quartiles: half of the values lie between.
    pub range: Interval,
}

/// Median and interquartile range, by the [quantile] of NumPy.
///
/// # Errors
/// No values, or one that is not finite.
pub fn quartiles(values: &[f64]) -> Result<Quartiles, Undefined> {
    finite(values, 1)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok(Quartiles {
        median: quantile(&sorted, 0.5),
        range: Interval {
            low: quantile(&sorted, 0.25),
            high: quantile(&sorted, 0.75),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_those_of_numpy() {
        // numpy.quantile([8, 1, 4, 2], [0.25, 0.5, 0.75])
        let found = quartiles(&[8.0, 1.0, 4.0, 2.0]).unwrap();
        assert!((found.range.low - 1.75).abs() < 1e-12);
        assert!((found.median - 3.0).abs() < 1e-12);
        assert!((found.range.high - 5.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_and_what_is_not_finite_have_none() {
        assert_eq!(quartiles(&[]), Err(Undefined::Empty));
        assert_eq!(quartiles(&[f64::NAN]), Err(Undefined::NotFinite));
    }
}
