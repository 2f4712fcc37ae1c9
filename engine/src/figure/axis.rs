/// An axis of a plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it measures, with its unit.
    pub title: String,
    /// What it spans.
    pub range: Range,
    /// Whether its numbers mean something by themselves.
    pub has_numbers: bool,
}

/// What an axis spans.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// From one number to a higher one, in every panel.
    Fixed(f64, f64),
    /// What the points of the panel span.
    Data,
    /// From zero to the highest point of the panel.
    FromZero,
}

impl Axis {
    /// An axis with numbers.
    pub fn new(title: impl Into<String>, range: Range) -> Self {
        Self {
            title: title.into(),
            range,
            has_numbers: true,
        }
    }

    /// An axis from 0 to 1.
    pub fn share(title: impl Into<String>) -> Self {
        Self::new(title, Range::Fixed(0.0, 1.0))
    }
}
