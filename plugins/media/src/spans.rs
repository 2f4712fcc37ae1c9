use std::path::PathBuf;

use emospec_decode::Span;
use emospec_sdk::{Error, Rows};

/// The rows of one file.
#[derive(Debug)]
pub struct FileSpans {
    /// Where the file lies.
    pub path: PathBuf,
    /// The places of its rows among all.
    pub rows: Vec<usize>,
    /// Their spans.
    pub spans: Vec<Span>,
}

/// The spans that the columns `path`, `start` and `end` name, file by file in the order in which they first occur.
pub fn spans(rows: &Rows<'_>) -> Result<Vec<FileSpans>, Error> {
    let (paths, starts, ends) = (
        rows.text("path")?,
        rows.numbers("start")?,
        rows.numbers("end")?,
    );
    let mut files: Vec<FileSpans> = Vec::new();
    for (row, path) in paths.iter().enumerate() {
        let span = Span {
            start: starts[row],
            end: ends[row],
        };
        let path = PathBuf::from(path);
        match files.iter_mut().find(|file| file.path == path) {
            Some(file) => {
                file.rows.push(row);
                file.spans.push(span);
            }
            None => files.push(FileSpans {
                path,
                rows: vec![row],
                spans: vec![span],
            }),
        }
    }
    Ok(files)
}
