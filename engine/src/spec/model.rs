use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ComponentType, Name, OneOrMany, Params};

/// A plugin's model with parameters: one row of the comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// The model, as `PLUGIN/MODEL`.
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The words a table shows instead of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A word that groups rows of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The tasks it takes part in; every task that the model supports when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<OneOrMany<Name>>,
    /// For a view of its tasks, another column or feature that it reads in place of the view: for a model that prepares its
    /// views itself, say.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<Name, Name>,
    /// Report one model instead of one for each point of the grids of `params`: in each fold and for each seed the point
    /// with the best mean of the task's `select` metric over the inner folds, fitted again on all rows the fold trains on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tune: bool,
    /// Parameters of the model. A value `{grid: [a, b]}` makes one model for each of its values.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
}
