use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How frames of another shape are brought to a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FrameFit {
    /// Scaled by one factor until the size is covered; what stands out is cut off on both sides alike.
    #[default]
    Crop,
    /// Width and height are scaled each by its own factor.
    Stretch,
}

/// How the pixels of a frame of another size are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PixelFilter {
    /// By the triangle filter.
    #[default]
    Bilinear,
    /// The mean over the area that a pixel covers.
    Area,
}
