use crate::Error;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Rows x width, row by row.
    Matrix {
        /// Columns of the matrix.
        width: usize,
        /// Its elements.
        data: Vec<f32>,
    },
    /// Class ids.
    Classes(Vec<i64>),
    /// Numbers.
    Numbers(Vec<f64>),
    /// Texts.
    Text(Vec<String>),
}

/// Named columns that a call returns, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outputs {
    columns: Vec<(String, Output)>,
}

impl Outputs {
    /// Adds a matrix, rows x `width`, row by row.
    ///
    /// # Errors
    /// Where `data` is not a whole number of rows.
    pub fn matrix(&mut self, name: &str, width: usize, data: Vec<f32>) -> Result<(), Error> {
        if width == 0 || !data.len().is_multiple_of(width) {
            return Err(Error::new(format_args!(
                "output `{name}`: {} values do not make rows of width {width}",
                data.len()
            )));
        }
        self.columns
            .push((name.to_owned(), Output::Matrix { width, data }));
        Ok(())
    }

    /// Adds class ids.
    pub fn classes(&mut self, name: &str, values: Vec<i64>) {
        self.columns
            .push((name.to_owned(), Output::Classes(values)));
    }

    /// Adds numbers.
    pub fn numbers(&mut self, name: &str, values: Vec<f64>) {
        self.columns
            .push((name.to_owned(), Output::Numbers(values)));
    }

    /// Adds texts.
    pub fn text(&mut self, name: &str, values: Vec<String>) {
        self.columns.push((name.to_owned(), Output::Text(values)));
    }

    /// The columns, in the order added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Output)> {
        self.columns
            .iter()
            .map(|(name, output)| (name.as_str(), output))
    }
}
