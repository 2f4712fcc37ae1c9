/// A stretch of one music video, with its picture and its sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number in the dataset.
    pub index: usize,
    /// Its emotion, which is that of its picture and of its sound.
    pub emotion: usize,
    /// The number of the recording it was cut from.
    pub recording: usize,
    /// The name of that recording.
    pub source: String,
    /// Its own name.
    pub id: String,
}
