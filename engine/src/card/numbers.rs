use serde::Serialize;

use crate::dataset::{Dataset, Values};
use crate::spec::Name;
use crate::statistics::quantile;

/// A column of numbers in a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberSummary {
    /// The column.
    pub column: Name,
    /// The part.
    pub part: Name,
    /// Number of rows.
    pub rows: usize,
    /// The mean.
    pub mean: f64,
    /// The sample standard deviation; none of one row.
    pub std: Option<f64>,
    /// The least.
    pub min: f64,
    /// The quartiles, interpolated linearly between rows (type 7 of Hyndman and Fan 1996, as NumPy does).
    pub quartiles: [f64; 3],
    /// The greatest.
    pub max: f64,
}

impl NumberSummary {
    /// Those of every column of numbers in every part.
    pub(super) fn of(dataset: &Dataset) -> Vec<Self> {
        let mut summaries = Vec::new();
        for column in dataset.columns.keys() {
            for (part, held) in &dataset.parts {
                if let Some(Values::Numbers(numbers)) = held.columns.get(column) {
                    summaries.extend(summary(column, part, numbers));
                }
            }
        }
        summaries
    }
}

fn summary(column: &Name, part: &Name, numbers: &[f64]) -> Option<NumberSummary> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let count = sorted.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    Some(NumberSummary {
        column: column.clone(),
        part: part.clone(),
        rows: sorted.len(),
        mean,
        std: (sorted.len() > 1).then(|| (squares / (count - 1.0)).sqrt()),
        min: first,
        quartiles: [0.25, 0.5, 0.75].map(|share| quantile(&sorted, share)),
        max: last,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_those_of_numpy() {
        // numpy.percentile([1, 2, 4, 8], [25, 50, 75]) and numpy.std(..., ddof=1)
        let one = summary(&"length".into(), &"rows".into(), &[8.0, 1.0, 4.0, 2.0]).unwrap();
        let found = [one.quartiles.as_slice(), &[one.mean, one.min, one.max]].concat();
        for (found, expected) in found.iter().zip([1.75, 3.0, 5.0, 3.75, 1.0, 8.0]) {
            assert!(
                (found - expected).abs() < 1e-12,
                "{found} is not {expected}"
            );
        }
        assert!((one.std.unwrap() - 3.095_695_936_834_452).abs() < 1e-12);
    }

    #[test]
    fn one_row_has_no_deviation_and_no_row_no_summary() {
        let one = summary(&"length".into(), &"rows".into(), &[2.5]).unwrap();
        assert_eq!(one.std, None);
        assert!(
            one.quartiles
                .iter()
                .all(|quartile| (quartile - 2.5).abs() < 1e-12)
        );
        assert_eq!(summary(&"length".into(), &"rows".into(), &[]), None);
    }
}
