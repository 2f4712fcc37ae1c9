use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// No parameters.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// No parameters, and nothing that refuses any.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
pub struct OpenParams {}
