use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Name, OneOrMany, PartOf};

/// How the rows of a part are dealt to the parts of a new dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DivideSpec {
    /// The part whose rows are dealt.
    pub of: PartOf,
    /// For each new part, its share of the rows; the shares sum to one.
    #[schemars(extend("minProperties" = 2))]
    pub shares: IndexMap<Name, f64>,
    /// Columns of text whose values may not cross parts, as in a split of `type: folds`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<OneOrMany<Name>>,
    /// A target with classes, of which every part gets its share as far as groups allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stratify: Option<Name>,
    /// The seed by which rows are dealt.
    #[serde(default)]
    pub seed: u64,
}
