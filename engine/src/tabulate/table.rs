use serde::Serialize;

use super::{Axis, Cell};
use crate::spec::{MarkSpec, Name};

/// A table, ready to be written in any format.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Its name in the spec.
    pub name: Name,
    /// The caption.
    pub caption: Option<String>,
    /// The label LaTeX refers to.
    pub label: String,
    /// What the headings of a row are, left to right.
    pub row_dimensions: Vec<Axis>,
    /// What the headings of a column are, top to bottom.
    pub column_dimensions: Vec<Axis>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// How ranks are marked.
    pub mark: MarkSpec,
    /// Lines under the table: first what the numbers are, then those of the spec.
    pub notes: Vec<String>,
    /// What the letters in cells refer to.
    pub footnotes: Vec<Footnote>,
}

impl Table {
    /// The runs of neighbouring columns that share their headings down to a level, as ranges of column indices.
    pub fn column_groups(&self, level: usize) -> Vec<std::ops::Range<usize>> {
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            let shared = column.headings.get(..=level);
            match groups.last_mut() {
                Some(group) if self.columns[group.start].headings.get(..=level) == shared => {
                    group.end = index + 1;
                }
                _ => groups.push(index..index + 1),
            }
        }
        groups
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// One heading for each column dimension; all but the last are shared with other columns.
    pub headings: Vec<Heading>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// One heading for each row dimension.
    pub headings: Vec<Heading>,
    /// One cell for each column.
    pub cells: Vec<Cell>,
}

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// What it is a value of.
    pub dimension: Axis,
    /// The value's name; none for a task without queries, and for what is no name.
    pub name: Option<Name>,
    /// The value as readers see it; empty when there is none.
    pub title: String,
    /// Whether cells under it are printed in percent.
    pub percent: bool,
}

/// A remark on some cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Footnote {
    /// The letter cells refer to it by: a, b, ..., z, aa, ab, ...
    pub letter: String,
    /// The remark, as reported: it may be long and have many lines.
    pub text: String,
}
