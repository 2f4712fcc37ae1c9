use serde::Serialize;

use crate::audit::repeated_rows;
use crate::dataset::{Dataset, Values};
use crate::spec::Name;

/// A view in a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ViewSummary {
    /// The view.
    pub view: Name,
    /// The part.
    pub part: Name,
    /// Number of rows.
    pub rows: usize,
    /// Columns of the view.
    pub width: usize,
    /// The least value.
    pub min: f32,
    /// The greatest value.
    pub max: f32,
    /// The share of values that are 0.
    pub zeros: f64,
    /// Columns with one value in all rows; 0 where there is one row, of which nothing can be said.
    pub constant: usize,
    /// Rows that equal an earlier one to the bit.
    pub repeated: usize,
}

impl ViewSummary {
    /// Those of every view in every part.
    pub(super) fn of(dataset: &Dataset) -> Vec<Self> {
        let mut summaries = Vec::new();
        for view in dataset.columns.keys() {
            for (name, part) in &dataset.parts {
                let Some(Values::Matrix { width, data }) = part.columns.get(view) else {
                    continue;
                };
                let zeros = data.iter().filter(|value| **value == 0.0).count();
                summaries.push(Self {
                    view: view.clone(),
                    part: name.clone(),
                    rows: part.rows,
                    width: *width,
                    min: data.iter().copied().fold(f32::INFINITY, f32::min),
                    max: data.iter().copied().fold(f32::NEG_INFINITY, f32::max),
                    zeros: zeros as f64 / data.len().max(1) as f64,
                    constant: constant_columns(data, *width),
                    repeated: repeated_rows(part, view),
                });
            }
        }
        summaries
    }
}

/// Columns with one value in all rows. Zero has no sign.
#[expect(clippy::float_cmp, reason = "equal to the last bit is what is asked")]
fn constant_columns(data: &[f32], width: usize) -> usize {
    let mut rows = data.chunks_exact(width.max(1));
    let Some(first) = rows.next() else { return 0 };
    if rows.len() == 0 {
        return 0;
    }
    let mut is_constant = vec![true; width];
    for row in rows {
        for ((value, of_first), constant) in row.iter().zip(first).zip(&mut is_constant) {
            *constant &= value == of_first;
        }
    }
    is_constant.into_iter().filter(|constant| *constant).count()
}

#[cfg(test)]
mod tests {
    use super::constant_columns;

    #[test]
    fn a_column_of_one_value_is_constant_and_zero_has_no_sign() {
        assert_eq!(constant_columns(&[0.0, 1.0, -0.0, 2.0, 0.0, 1.0], 2), 1);
        assert_eq!(constant_columns(&[0.0, 1.0], 2), 0);
        assert_eq!(constant_columns(&[], 2), 0);
    }
}
