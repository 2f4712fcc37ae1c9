/// Shares of rows by two classes: each row adds up to one.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// What the rows are.
    pub row_title: String,
    /// What the columns are.
    pub column_title: String,
    /// The names of the rows.
    pub rows: Vec<String>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Counts, row after row; averaged, so they need not be whole.
    pub counts: Vec<f64>,
}

impl Matrix {
    /// The count in a cell; 0 beyond the matrix.
    pub fn count(&self, row: usize, column: usize) -> f64 {
        let at = row * self.columns.len() + column;
        let is_inside = column < self.columns.len();
        let count = self.counts.get(at).copied().filter(|_| is_inside);
        count.unwrap_or(0.0)
    }

    /// The share of a row that is in a cell; none of a row without counts.
    pub fn share(&self, row: usize, column: usize) -> Option<f64> {
        let total: f64 = (0..self.columns.len())
            .map(|column| self.count(row, column))
            .sum();
        (total > 0.0).then(|| self.count(row, column) / total)
    }
}
