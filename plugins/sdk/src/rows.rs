use std::collections::BTreeMap;

use ndarray::ArrayView2;

use crate::Error;

/// The values of a column, borrowed.
#[derive(Debug, Clone)]
pub(crate) enum Values<'a> {
    Matrix { width: usize, data: &'a [f32] },
    Classes(&'a [i64]),
    Numbers(&'a [f64]),
    Text(Vec<&'a str>),
}

/// Named columns of equal length.
#[derive(Debug, Clone, Default)]
pub struct Rows<'a> {
    pub(crate) count: usize,
    pub(crate) columns: BTreeMap<String, Values<'a>>,
}

impl<'a> Rows<'a> {
    /// No columns yet: for tests and benches, filled by the `with_` functions.
    pub fn new(count: usize) -> Self {
        Self {
            count,
            columns: BTreeMap::new(),
        }
    }

    /// Adds a view of that `width`, row by row.
    #[must_use]
    pub fn with_view(mut self, name: &str, width: usize, data: &'a [f32]) -> Self {
        self.columns
            .insert(name.to_owned(), Values::Matrix { width, data });
        self
    }

    /// Adds a target with classes.
    #[must_use]
    pub fn with_classes(mut self, name: &str, classes: &'a [i64]) -> Self {
        self.columns
            .insert(name.to_owned(), Values::Classes(classes));
        self
    }

    /// Adds a target of numbers.
    #[must_use]
    pub fn with_numbers(mut self, name: &str, numbers: &'a [f64]) -> Self {
        self.columns
            .insert(name.to_owned(), Values::Numbers(numbers));
        self
    }

    /// Adds an id, a group or a text.
    #[must_use]
    pub fn with_text(mut self, name: &str, text: Vec<&'a str>) -> Self {
        self.columns.insert(name.to_owned(), Values::Text(text));
        self
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The names of the columns, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// A view, rows x width.
    ///
    /// # Errors
    /// Where there is no view of that name.
    pub fn view(&self, name: &str) -> Result<ArrayView2<'a, f32>, Error> {
        match self.columns.get(name) {
            Some(&Values::Matrix { width, data }) => {
                ArrayView2::from_shape((self.count, width), data)
                    .map_err(|error| Error::new(format_args!("view `{name}`: {error}")))
            }
            other => Err(self.absent("view", name, other.is_some())),
        }
    }

    /// The class ids of a target.
    ///
    /// # Errors
    /// Where there is no target with classes of that name.
    pub fn classes(&self, name: &str) -> Result<&'a [i64], Error> {
        match self.columns.get(name) {
            Some(Values::Classes(classes)) => Ok(classes),
            other => Err(self.absent("target with classes", name, other.is_some())),
        }
    }

    /// The values of a target of numbers.
    ///
    /// # Errors
    /// Where there is no target of numbers of that name.
    pub fn numbers(&self, name: &str) -> Result<&'a [f64], Error> {
        match self.columns.get(name) {
            Some(Values::Numbers(numbers)) => Ok(numbers),
            other => Err(self.absent("target of numbers", name, other.is_some())),
        }
    }

    /// The texts of an id, group or text column.
    ///
    /// # Errors
    /// Where there is no text column of that name.
    pub fn text(&self, name: &str) -> Result<&[&'a str], Error> {
        match self.columns.get(name) {
            Some(Values::Text(text)) => Ok(text),
            other => Err(self.absent("text column", name, other.is_some())),
        }
    }

    fn absent(&self, wanted: &str, name: &str, is_other_kind: bool) -> Error {
        if is_other_kind {
            return Error::new(format_args!("the column `{name}` is not a {wanted}"));
        }
        let names: Vec<_> = self.names().collect();
        Error::new(format_args!(
            "there is no {wanted} `{name}`; there are: {}",
            names.join(", ")
        ))
    }
}
