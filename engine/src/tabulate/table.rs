use serde::Serialize;

use super::{Axis, Cell};
use crate::metric::Direction;
use crate::spec::{Layout, MarkSpec, Name, TestSpec};

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
    /// The test that cells were put to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<TestSpec>,
    /// How it is set on a page.
    pub layout: Layout,
    /// Lines under the table: first what the numbers are, then those of the spec.
    pub notes: Vec<String>,
    /// What the letters in cells refer to.
    pub footnotes: Vec<Footnote>,
    /// What is cited.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
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

    /// The same with rows in the place of columns.
    #[must_use]
    pub(super) fn transposed(self) -> Self {
        let columns = self.rows.iter().map(|row| Column {
            headings: row.headings.clone(),
        });
        let rows = self.columns.iter().enumerate().map(|(index, column)| Row {
            headings: column.headings.clone(),
            cells: self
                .rows
                .iter()
                .filter_map(|row| row.cells.get(index).cloned())
                .collect(),
        });
        Self {
            columns: columns.collect(),
            rows: rows.collect(),
            row_dimensions: self.column_dimensions,
            column_dimensions: self.row_dimensions,
            ..self
        }
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
    /// The value as the spec names it; none for a task without queries, and for what is no name.
    pub name: Option<String>,
    /// The value as readers see it; empty when there is none.
    pub title: String,
    /// Whether cells under it are printed in percent.
    pub percent: bool,
    /// Which way is better, where that is to be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better: Option<Direction>,
    /// The key of the publication that reports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
}

/// Headings as one text, outermost first; those without a title are left out.
pub(super) fn path(headings: &[Heading]) -> String {
    let titles: Vec<&str> = headings
        .iter()
        .map(|heading| heading.title.as_str())
        .filter(|title| !title.is_empty())
        .collect();
    titles.join(" / ")
}

/// A remark on some cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Footnote {
    /// The letter cells refer to it by: a, b, ..., z, aa, ab, ...
    pub letter: String,
    /// The remark, as reported: it may be long and have many lines.
    pub text: String,
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its key in the bibliography.
    pub key: String,
    /// Author, title and so on, in a line.
    pub text: String,
}
