use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Dimension, DimensionValue};

/// Which rows come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum First {
    /// The best, by the metric's direction.
    #[default]
    Best,
    /// The worst, so that the best stands at the bottom.
    Worst,
}

/// Rows ordered by a column, within their groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderSpec {
    /// The column: the value it has in each column dimension that distinguishes it, such as `{metric: accuracy}`.
    #[schemars(extend("minProperties" = 1, "propertyNames" = { "$ref": "#/$defs/Dimension" }))]
    pub by: BTreeMap<Dimension, DimensionValue>,
    /// Which rows come first. Rows without a value come last.
    #[serde(default)]
    pub first: First,
}
