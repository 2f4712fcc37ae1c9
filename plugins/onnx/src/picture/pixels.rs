use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Pixels {
    /// What 0 and 255 become; the others lie between.
    Range([f32; 2]),
    /// (x / 255 - mean) / std, for red, green and blue.
    Standardised {
        /// The means, of 0 to 1.
        mean: [f32; 3],
        /// The standard deviations, of 0 to 1.
        std: [f32; 3],
    },
}
