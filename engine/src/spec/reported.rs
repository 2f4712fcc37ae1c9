use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;

/// Results that a publication reports: a row of its own beside the rows that are measured here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedSpec {
    /// The words a table shows instead of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A word that groups rows of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The key of the publication in `bibliography`.
    #[schemars(length(min = 1))]
    pub cite: String,
    /// The model of this spec that is meant to reproduce it: the table `reproduction` then compares the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reproduced_by: Option<Name>,
    /// Whether values and spreads are in percent, as publications write them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub percent: bool,
    /// What is to be known of all of them, such as another protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The numbers.
    #[schemars(length(min = 1))]
    pub results: Vec<ReportedResult>,
}

/// One number that a publication reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedResult {
    /// The dataset.
    pub dataset: Name,
    /// The task.
    pub task: Name,
    /// The split; the task's when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Name>,
    /// In retrieval, the view that queries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Name>,
    /// The metric, by the name it has in the task.
    pub metric: Name,
    /// The number.
    pub value: f64,
    /// Its standard deviation, where the publication has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0))]
    pub spread: Option<f64>,
    /// Over how many trials it is, where the publication says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub trials: Option<usize>,
    /// What is to be known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
