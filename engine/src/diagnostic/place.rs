use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

/// A place in a source text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file as it was named by the user or by `extends`; `--set` for the overrides of the command line.
    #[serde(serialize_with = "as_text")]
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The first byte underlined, counted from the start of the text.
    pub start: usize,
    /// The byte after the last underlined.
    pub end: usize,
}

/// A path that is not UTF-8 is written with replacement characters rather than refused.
fn as_text<S: Serializer>(file: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&file.to_string_lossy())
}
