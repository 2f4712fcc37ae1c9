use emospec_sdk::{Error, Rows};

use crate::finite_view::finite_view;

/// Rows of the views side by side, with their classes where these are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// Columns of all views.
    pub width: usize,
    /// Row by row.
    pub values: Vec<f64>,
    /// One entry a row; none for rows to predict.
    pub classes: Vec<usize>,
}

impl Examples {
    /// The views named, without classes.
    ///
    /// # Errors
    /// Where a view is missing, or has a value that is not a finite number.
    pub fn of_views(rows: &Rows<'_>, names: &[String]) -> Result<Self, Error> {
        let mut views = Vec::new();
        for name in names {
            views.push(finite_view(rows, name)?);
        }
        let width = views.iter().map(|(width, _)| width).sum();
        let mut all = Vec::with_capacity(rows.count() * width);
        for row in 0..rows.count() {
            for (width, values) in &views {
                let part = &values[row * width..(row + 1) * width];
                all.extend(part.iter().map(|&value| f64::from(value)));
            }
        }
        Ok(Self {
            width,
            values: all,
            classes: Vec::new(),
        })
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.width)
    }

    /// The values column by column.
    pub fn by_column(&self) -> Vec<f64> {
        let column = |at| self.rows().map(move |row| row[at]);
        (0..self.width).flat_map(column).collect()
    }
}
