/// A pair: the picture of one segment with the sound of another, or of the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The place in the part's segments of the one seen.
    pub video: usize,
    /// The place in the part's segments of the one heard.
    pub music: usize,
}

impl Row {
    /// Whether picture and sound are from one segment.
    pub fn is_match(self) -> bool {
        self.video == self.music
    }
}
