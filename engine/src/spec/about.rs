use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What others should know of a dataset to use and cite it; printed on its card, and no part of any result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AboutSpec {
    /// The licence: its address, or its SPDX name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creators: Vec<String>,
    /// When it was published: a date such as 2022-10-31, or a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^\d{4}(-\d{2}(-\d{2})?)?$"))]
    pub published: Option<String>,
    /// Its version, such as 1.0.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How to cite it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
}
