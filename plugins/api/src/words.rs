//! The names by which sources and extractors of files are understood.

/// The part of the rows that a source finds in files.
pub const ROWS: &str = "rows";
/// The part of the files in which it finds none; and the output of an extractor that says why rows have no view.
pub const REJECTED: &str = "rejected";
/// The part of the files that a source makes.
pub const FILES: &str = "files";
/// The column that names the file of a row, or a file that was rejected or made.
pub const FILE: &str = "file";
/// The column that says why a file was rejected.
pub const REASON: &str = "reason";
/// The column that says where the file of a row lies.
pub const PATH: &str = "path";
/// What a reason begins with that may not hold another time: it is not kept.
pub const THIS_TIME: &str = "this time: ";
