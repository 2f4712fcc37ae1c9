use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The dataset that is imitated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Like {
    /// 4110 training, 556 validation and 248 test pairs; 250 other segments to retrieve from, 50 of each emotion.
    EmomvA,
    /// 496 training and 120 validation pairs; the 120 validation segments to retrieve from.
    EmomvB,
    /// 360 training and 96 validation pairs; the 96 validation segments to retrieve from.
    #[default]
    EmomvC,
}
