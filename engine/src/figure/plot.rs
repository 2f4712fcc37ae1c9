use super::{Axis, Series};

/// Series between two axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is shown, the first at the back.
    pub series: Vec<Series>,
    /// What the series are to be compared with.
    pub guides: Vec<Guide>,
    /// Whether both axes have one scale.
    pub same_scale: bool,
}

/// A thin line that series are compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guide {
    /// From the lower left corner to the upper right.
    Diagonal,
    /// At that height.
    Level(f64),
}
