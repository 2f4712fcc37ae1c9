use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stream that a file must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Pictures.
    Picture,
    /// Sound.
    Sound,
}
