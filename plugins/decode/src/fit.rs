/// How pictures are brought to a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// Width and height are scaled each by its own factor.
    #[default]
    Stretch,
    /// Both are scaled by one factor so that the size is just covered, and what stands out is cut off on both sides alike.
    Crop,
}

/// How the pixels of a smaller picture are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// The mean over the area that a pixel covers.
    #[default]
    Area,
    /// By the triangle filter.
    Bilinear,
}
