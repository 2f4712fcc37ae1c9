use crate::dataset::Values;
use crate::plugin::FileRole;

/// A named column of made-up rows.
#[derive(Debug, Clone)]
pub(super) struct TableColumn {
    pub name: &'static str,
    pub role: FileRole,
    pub values: Values,
}

/// Made-up rows.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub count: usize,
    pub columns: Vec<TableColumn>,
}

impl Table {
    /// The rows at those places, in that order.
    pub fn rows(&self, places: &[usize]) -> Self {
        let columns = self.columns.iter().map(|column| TableColumn {
            values: rows_of(&column.values, places),
            ..column.clone()
        });
        Self {
            count: places.len(),
            columns: columns.collect(),
        }
    }

    /// The places of the rows whose class in a target is one of those that `keep` says.
    pub fn places(&self, target: &str, keep: impl Fn(i64) -> bool) -> Vec<usize> {
        let column = self.columns.iter().find(|column| column.name == target);
        match column.map(|column| &column.values) {
            Some(Values::Classes(classes)) => {
                (0..self.count).filter(|&row| keep(classes[row])).collect()
            }
            _ => (0..self.count).collect(),
        }
    }

    /// The same table with the values of every column changed by a function of its name.
    #[must_use]
    pub fn with(mut self, change: impl Fn(&str, &mut Values)) -> Self {
        for column in &mut self.columns {
            change(column.name, &mut column.values);
        }
        self
    }
}

/// The values of the rows at those places, in that order.
pub(super) fn rows_of(values: &Values, places: &[usize]) -> Values {
    fn picked<T: Clone>(values: &[T], places: &[usize]) -> Vec<T> {
        places.iter().map(|&place| values[place].clone()).collect()
    }
    match values {
        Values::Matrix { width, data } => Values::Matrix {
            width: *width,
            data: places
                .iter()
                .flat_map(|&place| &data[place * width..(place + 1) * width])
                .copied()
                .collect(),
        },
        Values::Classes(classes) => Values::Classes(picked(classes, places)),
        Values::Numbers(numbers) => Values::Numbers(picked(numbers, places)),
        Values::Text(texts) => Values::Text(picked(texts, places)),
    }
}
