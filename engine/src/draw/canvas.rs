//! What is drawn, shape by shape. One unit is one point, 1/72 inch; the origin is the upper left corner.

use super::SMALL;

/// Red, green and blue.
pub(super) type Colour = [u8; 3];
/// A place, to the right and down.
pub(super) type At = (f64, f64);

/// Ink of text and axes.
pub(super) const INK: Colour = [0x22; 3];
/// Ink of notes.
pub(super) const FAINT: Colour = [0x55; 3];
/// Ink of grids.
pub(super) const GRID: Colour = [0xe2; 3];
/// Ink of bars behind lines.
pub(super) const GREY: Colour = [0xd0; 3];
/// The ground, and text on dark cells.
pub(super) const WHITE: Colour = [0xff; 3];
/// The ground of what is empty.
pub(super) const EMPTY: Colour = [0xf3; 3];

/// What is drawn so far, the first at the back.
#[derive(Debug)]
pub(super) struct Canvas {
    /// How wide it is.
    pub width: f64,
    /// How high it is, once everything is drawn.
    pub height: f64,
    /// The shapes.
    pub shapes: Vec<Shape>,
}

/// One shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// A filled rectangle: its upper left corner and its size.
    Rectangle { at: At, size: At, fill: Colour },
    /// Connected points.
    Line { points: Vec<At>, stroke: Stroke },
    /// The area within connected points.
    Area {
        points: Vec<At>,
        fill: Colour,
        opacity: f64,
    },
    /// Markers of one look.
    Markers {
        marker: Marker,
        points: Vec<At>,
        radius: f64,
        fill: Colour,
        opacity: f64,
    },
    /// A text whose base line goes through a point.
    Text { at: At, words: Words },
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stroke {
    pub colour: Colour,
    pub width: f64,
    /// Lengths of dashes and gaps by turns; empty for a line without gaps.
    pub dash: &'static [f64],
}

impl Stroke {
    /// A line without gaps.
    pub fn plain(colour: Colour, width: f64) -> Self {
        Self {
            colour,
            width,
            dash: &[],
        }
    }
}

/// What marks a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Circle,
    Triangle,
    Square,
    Diamond,
    Down,
}

impl Marker {
    /// The marker of a category.
    pub fn of(place: usize) -> Self {
        const ALL: [Marker; 5] = [
            Marker::Circle,
            Marker::Triangle,
            Marker::Square,
            Marker::Diamond,
            Marker::Down,
        ];
        ALL[place % ALL.len()]
    }

    /// Its corners around the origin for a radius of one; none for a circle.
    pub fn corners(self) -> &'static [At] {
        match self {
            Self::Circle => &[],
            Self::Triangle => &[(0.0, -1.3), (1.15, 0.75), (-1.15, 0.75)],
            Self::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Self::Diamond => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
            Self::Down => &[(0.0, 1.3), (1.15, -0.75), (-1.15, -0.75)],
        }
    }
}

/// Which point of a text is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text to be set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words {
    pub text: String,
    pub size: f64,
    pub anchor: Anchor,
    pub colour: Colour,
    /// Whether it reads upwards.
    pub upwards: bool,
}

impl Words {
    /// Small and dark.
    pub fn small(text: impl Into<String>, anchor: Anchor) -> Self {
        Self {
            text: text.into(),
            size: SMALL,
            anchor,
            colour: INK,
            upwards: false,
        }
    }
}

impl Canvas {
    pub fn new(width: f64) -> Self {
        Self {
            width,
            height: 0.0,
            shapes: Vec::new(),
        }
    }

    pub fn rectangle(&mut self, at: At, size: At, fill: Colour) {
        self.shapes.push(Shape::Rectangle { at, size, fill });
    }

    pub fn line(&mut self, from: At, to: At, stroke: Stroke) {
        self.path(vec![from, to], stroke);
    }

    pub fn path(&mut self, points: Vec<At>, stroke: Stroke) {
        self.shapes.push(Shape::Line { points, stroke });
    }

    pub fn area(&mut self, points: Vec<At>, fill: Colour, opacity: f64) {
        self.shapes.push(Shape::Area {
            points,
            fill,
            opacity,
        });
    }

    pub fn text(&mut self, at: At, words: Words) {
        self.shapes.push(Shape::Text { at, words });
    }
}
