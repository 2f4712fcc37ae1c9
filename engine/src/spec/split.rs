use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Name, OneOrMany};

/// How a split chooses rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SplitType {
    /// Whole stored parts, as the authors of the dataset released them.
    Parts,
}

/// Which rows train, validate and test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitSpec {
    /// How rows are chosen.
    #[serde(rename = "type")]
    pub kind: SplitType,
    /// Parts whose rows are trained on.
    pub train: OneOrMany<Name>,
    /// Parts whose rows choose when to stop; none when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<OneOrMany<Name>>,
    /// Parts whose rows are reported on.
    pub test: OneOrMany<Name>,
}
