use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Dimension, Name, OneOrMany};

/// What a figure shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// A confusion matrix of each model: predicted classes by true class.
    Confusion,
    /// The receiver operating characteristic of each model: true positive rate by false positive rate.
    Roc,
    /// Precision by recall of each model; in retrieval interpolated, for each view that queries.
    PrecisionRecall,
    /// Training and validation loss of each model by epoch.
    Training,
    /// How often each model is right, by how sure it is (a reliability diagram).
    Calibration,
    /// How each model's probability of a class is distributed over the rows of each true class.
    Distribution,
    /// The embeddings of each model in the plane of their first two principal components.
    Embedding,
    /// Of which classes the first ten items are, by the class of the query, of each model and view that queries.
    RetrievalMatrix,
    /// Mean ranks of the models over datasets, splits, folds and views that query, with the critical difference.
    CriticalDifference,
}

impl FigureKind {
    /// Whether it is of rankings, which only retrieval has.
    pub fn ranks_items(self) -> bool {
        matches!(self, Self::Embedding | Self::RetrievalMatrix)
    }

    /// Whether it is of predicted classes.
    pub fn is_of_classes(self) -> bool {
        matches!(
            self,
            Self::Confusion
                | Self::Roc
                | Self::PrecisionRecall
                | Self::Calibration
                | Self::Distribution
        )
    }

    /// Whether it is of one class against the others.
    pub fn is_of_one_class(self) -> bool {
        matches!(self, Self::Roc | Self::PrecisionRecall | Self::Distribution)
    }
}

impl fmt::Display for FigureKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Confusion => "confusion",
            Self::Roc => "roc",
            Self::PrecisionRecall => "precision-recall",
            Self::Training => "training",
            Self::Calibration => "calibration",
            Self::Distribution => "distribution",
            Self::Embedding => "embedding",
            Self::RetrievalMatrix => "retrieval-matrix",
            Self::CriticalDifference => "critical-difference",
        })
    }
}

/// How wide a figure is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FigureWidth {
    /// As wide as a column of a page of two: 84 mm.
    #[default]
    Column,
    /// As wide as the page: 174 mm.
    Page,
}

/// A figure: what it shows, and of which trials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureSpec {
    /// What it shows.
    #[serde(rename = "type")]
    pub kind: FigureKind,
    /// The caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Which trials: for `dataset`, `task`, `split`, `model` and `query` the values kept, models in the order the figure
    /// shows them. A figure is of one task, and but for `critical-difference` of one dataset and one split.
    #[serde(rename = "where", default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("propertyNames" = { "$ref": "#/$defs/Dimension" }))]
    pub filter: BTreeMap<Dimension, OneOrMany<Name>>,
    /// The target whose classes it is of: the task's own when left out, else an auxiliary one. Models that do not predict it
    /// are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Name>,
    /// Of `critical-difference`: the metric of the task that ranks the models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<Name>,
    /// Of `roc`, `precision-recall` and `distribution`: the class that is told from the others; of two classes the second
    /// when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<String>,
    /// How wide it is printed.
    #[serde(default)]
    pub width: FigureWidth,
}
