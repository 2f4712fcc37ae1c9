/// A table of texts: a header, then rows of as many cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    /// What it shows, where the section's heading does not say it.
    pub caption: Option<String>,
    /// The titles of its columns.
    pub header: Vec<String>,
    /// How many columns, from the left, are words; the others are numbers.
    pub words: usize,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table without rows.
    pub fn new(header: &[&str], words: usize) -> Self {
        Self {
            caption: None,
            header: header.iter().map(|&title| title.to_owned()).collect(),
            words,
            rows: Vec::new(),
        }
    }
}

/// A part of a card under a heading of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// The heading.
    pub heading: String,
    /// Sentences before the tables.
    pub sentences: Vec<String>,
    /// The tables.
    pub grids: Vec<Grid>,
}

impl Section {
    /// A section of one table, where it has rows.
    pub fn of(heading: &str, grid: Grid) -> Option<Self> {
        (!grid.rows.is_empty()).then(|| Self {
            heading: heading.to_owned(),
            sentences: Vec::new(),
            grids: vec![grid],
        })
    }
}
