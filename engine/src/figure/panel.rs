use super::{CriticalDifference, Matrix, Plot};

/// How wide a figure is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// A column of a page of two: 84 mm.
    #[default]
    Column,
    /// The whole page: 174 mm.
    Page,
}

/// A figure: panels side by side, with a caption and notes.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The name of its files.
    pub name: String,
    /// What it shows, in a few words: the title that screen readers say.
    pub title: String,
    /// The caption.
    pub caption: Option<String>,
    /// What its readers must know: what bands are, which trials it goes without.
    pub notes: Vec<String>,
    /// How wide it is.
    pub width: Width,
    /// Its panels, in the order in which they are read.
    pub panels: Vec<Panel>,
}

/// One part of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What the panel is of; empty where there is one alone.
    pub title: String,
    /// A second line: what sums the panel up, or which part of the model's results it is.
    pub detail: Option<String>,
    /// What it shows.
    pub body: Body,
}

/// What a panel shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Shares of rows by two classes.
    Matrix(Matrix),
    /// Curves, bars or points between axes.
    Plot(Plot),
    /// Mean ranks of models.
    Ranks(CriticalDifference),
    /// Nothing; why.
    Nothing(String),
}

impl Panel {
    /// A panel of that title.
    pub fn new(title: impl Into<String>, body: Body) -> Self {
        Self {
            title: title.into(),
            detail: None,
            body,
        }
    }

    /// The same, with a second line.
    #[must_use]
    pub fn with_detail(self, detail: Option<String>) -> Self {
        Self { detail, ..self }
    }
}
