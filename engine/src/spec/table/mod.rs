//! Tables: which scores, what rows and columns are, what cells show, what stands out.

mod cell;
mod dimension;
mod dimension_value;
mod layout;
mod mark;
mod order;
mod test;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Name, OneOrMany};

pub use cell::{CellContent, CellOfMetric, CellSpec, Notation};
pub use dimension::Dimension;
pub use dimension_value::DimensionValue;
pub use layout::{Layout, ReportedRows};
pub use mark::{Mark, MarkSpec};
pub use order::{First, OrderSpec};
pub use test::{Correction, PairedTest, TestSpec};

/// A table: which scores, what its rows and columns are, and what its cells show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// The caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The label LaTeX refers to; `tab:TABLE` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Which scores: for each dimension named, the values kept, in the order the table shows them.
    #[serde(rename = "where", default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("propertyNames" = { "$ref": "#/$defs/Dimension" }))]
    pub filter: BTreeMap<Dimension, OneOrMany<DimensionValue>>,
    /// The dimensions whose values make the rows. All but the last make groups of rows with a rule between them.
    #[serde(default = "by_model")]
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub rows: Vec<Dimension>,
    /// The dimensions whose values make the columns; all but the last become column groups.
    #[serde(default = "by_metric")]
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub columns: Vec<Dimension>,
    /// How cells are written.
    #[serde(default)]
    pub cell: CellSpec,
    /// How the cells of single metrics are written, where they are not as the others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<Name, CellOfMetric>,
    /// Which cells stand out.
    #[serde(default)]
    pub mark: MarkSpec,
    /// Whether metrics have an arrow that says which way is better.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub arrows: bool,
    /// Which differences are more than noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestSpec>,
    /// By which column rows are ordered; as `where` or the spec lists them when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderSpec>,
    /// What becomes of reported results.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reported: ReportedRows,
    /// Whether rows and columns are exchanged once all else is done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub transpose: bool,
    /// How it is set on a page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub layout: Layout,
    /// Lines printed under the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl TableSpec {
    /// How cells of a metric are written.
    pub fn cell_of(&self, metric: &str) -> CellSpec {
        self.cells
            .get(metric)
            .map_or_else(|| self.cell.clone(), |own| own.over(&self.cell))
    }
}

fn by_model() -> Vec<Dimension> {
    vec![Dimension::Model]
}

fn by_metric() -> Vec<Dimension> {
    vec![Dimension::Metric]
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
