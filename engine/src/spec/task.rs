use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MetricChoice, Name, OneOrMany};

/// What kind of question a task asks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TaskType {
    /// Predict the class of each row.
    Classification,
    /// Rank the rows of one view for each row of another.
    Retrieval,
    /// Predict a number for each row.
    Regression,
}

impl TaskSpec {
    /// The metric that chooses the parameters of models with `tune`.
    pub fn selecting(&self) -> Option<&MetricChoice> {
        match &self.select {
            Some(name) => self.metrics.iter().find(|choice| choice.name() == name),
            None => self.metrics.iter().find(|choice| !choice.is_per_class()),
        }
    }
}

impl fmt::Display for TaskType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Classification => "classification",
            Self::Retrieval => "retrieval",
            Self::Regression => "regression",
        })
    }
}

/// What is asked of the models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskSpec {
    /// What kind of question it is.
    #[serde(rename = "type")]
    pub kind: TaskType,
    /// The datasets it is asked on; all of them when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datasets: Option<OneOrMany<Name>>,
    /// The splits it is asked with.
    pub split: OneOrMany<Name>,
    /// The views a model reads, in the order it receives them.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub views: Vec<Name>,
    /// The target a model learns. In retrieval: whether the views of a row belong together (class 1) or not.
    pub target: Name,
    /// For each view, a further target that a model may learn from it.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub auxiliary: IndexMap<Name, Name>,
    /// Retrieval: for each view, the target whose value makes an item relevant when it equals the query's.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub relevance: IndexMap<Name, Name>,
    /// The metrics scored, in the order tables show them.
    #[schemars(length(min = 1))]
    pub metrics: Vec<MetricChoice>,
    /// Which of the metrics chooses the parameters of models with `tune`; the first when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<Name>,
}
