use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ComponentType, Name};

/// The feature type that subtracts the mean and divides by the population standard deviation of the training rows.
pub const STANDARDISE: &str = "standardise";

/// The feature type that is the column itself.
pub const AS_IS: &str = "as-is";

/// A view computed from a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeatureSpec {
    /// `as-is`: the column itself, under a name of its own where a feature has taken the column's. `standardise`: mean 0 and population standard deviation 1 on the training rows of each split; a constant column
    /// becomes 0.
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The view it is computed from.
    pub view: Name,
}
