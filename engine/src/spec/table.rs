use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Name, OneOrMany};

/// What distinguishes scores, and so can be a row, a column or a filter of a table.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// The dataset.
    Dataset,
    /// The task.
    Task,
    /// The split.
    Split,
    /// The model.
    Model,
    /// In retrieval, the view that queries.
    Query,
    /// The metric.
    Metric,
}

/// What a cell shows of the scores of its trials (over seeds and folds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CellContent {
    /// The mean.
    Mean,
    /// The mean and the sample standard deviation.
    MeanStd,
}

/// How a cell is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CellSpec {
    /// What is shown.
    pub show: CellContent,
    /// Whether metrics that are fractions are shown in percent.
    pub percent: bool,
    /// Digits after the decimal point.
    #[schemars(range(max = 12))]
    pub decimals: u8,
}

impl Default for CellSpec {
    fn default() -> Self {
        Self {
            show: CellContent::MeanStd,
            percent: true,
            decimals: 2,
        }
    }
}

/// How a cell is made to stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Bold.
    Bold,
    /// Underlined.
    Underline,
    /// Not at all.
    None,
}

/// Which cells of a column stand out. Cells equal at the printed precision are marked alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MarkSpec {
    /// The best by the metric's direction.
    pub best: Mark,
    /// The next after the best.
    pub second: Mark,
}

impl Default for MarkSpec {
    fn default() -> Self {
        Self {
            best: Mark::Bold,
            second: Mark::Underline,
        }
    }
}

/// A table: which scores, what its rows and columns are, and what its cells show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    pub filter: BTreeMap<Dimension, OneOrMany<Name>>,
    /// The dimensions whose values make the rows.
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
    /// Which cells stand out.
    #[serde(default)]
    pub mark: MarkSpec,
    /// Lines printed under the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

fn by_model() -> Vec<Dimension> {
    vec![Dimension::Model]
}

fn by_metric() -> Vec<Dimension> {
    vec![Dimension::Metric]
}
