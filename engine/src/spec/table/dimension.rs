use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// The family of the model: what the spec says under `family`.
    Family,
    /// The model.
    Model,
    /// In retrieval, the view that queries.
    Query,
    /// The metric.
    Metric,
    /// The class, of metrics that are asked for class by class.
    Class,
    /// The fold of the split, from 0. Where it is not shown, folds are averaged.
    Fold,
    /// The seed. Where it is not shown, seeds are averaged.
    Seed,
}

impl Dimension {
    /// The dimension as specs, messages and headings spell it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Task => "task",
            Self::Split => "split",
            Self::Family => "family",
            Self::Model => "model",
            Self::Query => "query",
            Self::Metric => "metric",
            Self::Class => "class",
            Self::Fold => "fold",
            Self::Seed => "seed",
        }
    }
}
