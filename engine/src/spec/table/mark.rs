use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a cell is made to stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Bold.
    Bold,
    /// Underlined.
    Underline,
    /// Italic.
    Italic,
    /// On a shade of grey.
    Shade,
    /// Not at all.
    None,
}

/// Which cells of a column stand out. Cells equal at the printed precision are marked alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MarkSpec {
    /// The best by the metric's direction.
    pub best: Mark,
    /// The next after the best.
    pub second: Mark,
    /// With `test: {against: best}`, those that the test cannot tell from the best; where it is left out, they have the
    /// sign ≈.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise: Option<Mark>,
}

impl Default for MarkSpec {
    fn default() -> Self {
        Self {
            best: Mark::Bold,
            second: Mark::Underline,
            noise: None,
        }
    }
}
