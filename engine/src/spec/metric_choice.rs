use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;

/// A metric of the task's target by its name, or a metric of another target under a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MetricChoice {
    /// A metric by name, such as `accuracy` or `top5`.
    Named(Name),
    /// A metric of an auxiliary target.
    Of(MetricOf),
}

/// A metric of an auxiliary target, under a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricOf {
    /// The name it has in scores and tables.
    pub name: Name,
    /// The metric computed.
    pub metric: Name,
    /// The auxiliary target it is computed of; models that do not predict it have no such score.
    pub target: Name,
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
            Self::Of(of) => Some(&of.target),
        }
    }
}
