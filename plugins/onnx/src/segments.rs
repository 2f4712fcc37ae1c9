//! The rows of a dataset as spans of files.

use std::path::Path;

use emospec_decode::{Failure, Span};
use emospec_sdk::{Error, Rows};

/// Why each row gives nothing, where it does not.
pub(crate) type Reasons = Vec<Option<String>>;

/// The rows of one file.
#[derive(Debug)]
pub(crate) struct FileSegments<'a> {
    pub path: &'a Path,
    /// The span of each row.
    pub spans: Vec<Span>,
    /// The number of the first: the rows of a file follow one another.
    first: usize,
}

/// Rows file by file.
///
/// # Errors
/// Where the rows lack a column `path`, `start` or `end`.
pub(crate) fn by_file<'a>(rows: &Rows<'a>) -> Result<Vec<FileSegments<'a>>, Error> {
    let paths = rows.text("path")?;
    let (starts, ends) = (rows.numbers("start")?, rows.numbers("end")?);
    let mut files: Vec<FileSegments<'a>> = Vec::new();
    for (row, (&path, (&start, &end))) in paths.iter().zip(starts.iter().zip(ends)).enumerate() {
        let span = Span { start, end };
        let path = Path::new(path);
        match files.last_mut() {
            Some(file) if file.path == path => file.spans.push(span),
            _ => files.push(FileSegments {
                path,
                spans: vec![span],
                first: row,
            }),
        }
    }
    Ok(files)
}

impl FileSegments<'_> {
    /// Gives `take` what was decoded of each row, with the row's number. A file that is to blame costs its rows that were
    /// not decoded before; what `take` says of a row is why that row gives nothing.
    ///
    /// # Errors
    /// Where decoding is to blame, or `take` fails.
    pub fn gather<P>(
        &self,
        decoded: Result<impl Iterator<Item = Result<P, Failure>>, Failure>,
        reasons: &mut Reasons,
        place: impl Fn(&P) -> usize,
        mut take: impl FnMut(usize, P) -> Result<Option<String>, Error>,
    ) -> Result<(), Error> {
        let mut is_met = vec![false; self.spans.len()];
        let mut blame = "it ended before".to_owned();
        match decoded {
            Ok(pieces) => {
                for piece in pieces {
                    match piece {
                        Ok(piece) => {
                            let span = place(&piece);
                            is_met[span] = true;
                            reasons[self.first + span] = take(self.first + span, piece)?;
                        }
                        Err(failure) => {
                            blame = failure.blames_file()?.to_string();
                            break;
                        }
                    }
                }
            }
            Err(failure) => blame = failure.blames_file()?.to_string(),
        }
        let rows = reasons.iter_mut().skip(self.first);
        for (reason, _) in rows.zip(is_met).filter(|(_, is_met)| !is_met) {
            *reason = Some(blame.clone());
        }
        Ok(())
    }
}
