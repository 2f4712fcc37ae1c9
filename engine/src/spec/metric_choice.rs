use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;

/// A metric of the task's target by its name, or one under a name of its own: of another target, or class by class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MetricChoice {
    /// A metric by name, such as `accuracy` or `top5`.
    Named(Name),
    /// A metric under a name of its own.
    Of(MetricOf),
}

/// A metric under a name of its own: of an auxiliary target, or class by class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricOf {
    /// The name it has in scores and tables.
    pub name: Name,
    /// The metric computed.
    pub metric: Name,
    /// The auxiliary target it is computed of, the task's own when left out; models that do not predict it have no such score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Name>,
    /// Whether it is computed class by class: of each class against all others, in retrieval of the queries of each class.
    /// Tables then have the dimension `class`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_class: bool,
    /// The words a table shows instead of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl MetricChoice {
    /// The name the score has in results.
    pub fn name(&self) -> &Name {
        match self {
            Self::Named(name) => name,
            Self::Of(of) => &of.name,
        }
    }

    /// The metric computed.
    pub fn metric(&self) -> &Name {
        match self {
            Self::Named(name) => name,
            Self::Of(of) => &of.metric,
        }
    }

    /// The words a table shows instead of the name, where the spec gives any.
    pub fn title(&self) -> Option<&str> {
        match self {
            Self::Named(_) => None,
            Self::Of(of) => of.title.as_deref(),
        }
    }

    /// The auxiliary target, where it is not the task's own.
    pub fn target(&self) -> Option<&Name> {
        match self {
            Self::Named(_) => None,
            Self::Of(of) => of.target.as_ref(),
        }
    }

    /// Whether it is computed class by class.
    pub fn is_per_class(&self) -> bool {
        matches!(self, Self::Of(of) if of.per_class)
    }
}
