/// Points of one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is of: its words in the legend.
    pub title: String,
    /// A second word: the number that sums it up, or for dots what their marker stands for.
    pub detail: Option<String>,
    /// Which colour, and which dash of a line: the same for the same thing in every panel.
    pub colour: usize,
    /// Which marker dots have.
    pub marker: usize,
    /// How it is drawn.
    pub shape: Shape,
    /// Its points; lines connect them in this order.
    pub points: Vec<Point>,
}

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A line, with a band where the points have one.
    Line,
    /// A line with a marker at each point.
    Marked,
    /// The outline of a histogram: each point is the left edge of a bin, the last the right edge of the last.
    Steps,
    /// Grey bars behind everything else, from zero; points as those of `Steps`.
    Bars,
    /// Dots alone.
    Dots,
}

/// A point, with what it may vary between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Where it is.
    pub x: f64,
    /// Its height.
    pub y: f64,
    /// The lower end of its band; `y` where there is none.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Point {
    /// A point without a band.
    pub fn new(x: f64, y: f64) -> Self {
        Self {
            x,
            y,
            low: y,
            high: y,
        }
    }

    /// The same, its band cut to a range.
    #[must_use]
    pub fn within(self, lowest: f64, highest: f64) -> Self {
        Self {
            low: self.low.clamp(lowest, highest),
            high: self.high.clamp(lowest, highest),
            ..self
        }
    }
}
