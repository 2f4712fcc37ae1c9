use crate::row::Row;
use crate::segment::Segment;

/// A part: its segments and the rows made of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// Every segment that its rows use.
    pub segments: Vec<Segment>,
    /// The rows, in the order of the released files: matched rows by emotion, then mismatched rows by the emotion of
    /// the picture and of the sound.
    pub rows: Vec<Row>,
    /// The folder column, row by row.
    pub folders: Vec<String>,
    /// The id column, row by row.
    pub ids: Vec<String>,
    /// Whether the rows are pairs that match or do not; a gallery has no such column.
    pub has_match: bool,
}

impl Part {
    /// The segment seen in a row.
    pub fn seen(&self, row: Row) -> &Segment {
        &self.segments[row.video]
    }

    /// The segment heard in a row.
    pub fn heard(&self, row: Row) -> &Segment {
        &self.segments[row.music]
    }
}
