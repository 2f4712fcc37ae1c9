use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ComponentType, Params};

/// A component of a plugin with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComponentSpec {
    /// The component, as `PLUGIN/COMPONENT`.
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// Its parameters.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
}
