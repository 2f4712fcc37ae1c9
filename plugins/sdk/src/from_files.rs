use std::path::PathBuf;

use emospec_api::words::{FILE, REASON, REJECTED, ROWS};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{ComponentCard, Emitted, Error, Outputs, Role, Rows, Run, SourceColumn};

/// A file that a source is handed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InputFile {
    /// Its path below the dataset's folder, with `/`: what rows call it.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// A file, or a stretch of one, that gives no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The name of the file.
    pub file: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// What a [`FileSource`] finds in files.
#[derive(Debug, Default)]
pub struct FileRows {
    /// The columns of `rows`; `file`, a text, is one of them.
    pub columns: Vec<SourceColumn>,
    /// Their values, the rows of a file in one run.
    pub rows: Outputs,
    /// Files, or stretches of files, that give no row.
    pub rejected: Vec<Rejected>,
}

impl From<FileRows> for Emitted {
    fn from(found: FileRows) -> Self {
        let mut columns = found.columns;
        for name in [FILE, REASON] {
            if columns.iter().all(|column| column.name != name) {
                columns.push(SourceColumn {
                    name: name.to_owned(),
                    role: Role::Text,
                    classes: None,
                });
            }
        }
        let (files, reasons) = found
            .rejected
            .into_iter()
            .map(|rejected| (rejected.file, rejected.reason))
            .unzip();
        let mut rejected = Outputs::default();
        rejected.text(FILE, files);
        rejected.text(REASON, reasons);
        Self {
            columns,
            parts: vec![
                (ROWS.to_owned(), found.rows),
                (REJECTED.to_owned(), rejected),
            ],
        }
    }
}

/// Makes rows of the files of a folder, which the engine walks: it hands over the files it has not asked about yet.
pub trait FileSource {
    /// The parameters.
    type Params: Serialize + DeserializeOwned + JsonSchema + Default;
    /// What people and the engine know of the source.
    const CARD: ComponentCard;

    /// The rows of `files`: those of one file do not depend on the others. A file that gives none is rejected with a
    /// reason, whatever its bytes are, and is no error.
    ///
    /// # Errors
    /// Where no file can be read at all, for want of a program or by wrong parameters.
    fn read(params: &Self::Params, files: &[InputFile], run: &Run<'_>) -> Result<FileRows, Error>;
}

/// Computes a view of rows that lie in files.
pub trait FileExtractor {
    /// The parameters.
    type Params: Serialize + DeserializeOwned + JsonSchema + Default;
    /// What people and the engine know of the extractor.
    const CARD: ComponentCard;

    /// The view of each row, all of one width, or why a row has none. Rows have a text column `path`, where their file
    /// lies, and the numbers of their source; the engine hands over the rows of one file at a time.
    ///
    /// # Errors
    /// Where no row can have a view, for want of a program or by wrong parameters.
    fn extract(
        params: &Self::Params,
        rows: &Rows<'_>,
        run: &Run<'_>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, Error>;
}

/// The columns of what an extractor returned for `count` rows: the view, with zeros in rejected rows, and why they are;
/// no view where all rows are rejected.
///
/// # Errors
/// Where rows are missing, or of different widths.
pub(crate) fn extracted(
    name: &str,
    count: usize,
    views: Vec<Result<Vec<f32>, String>>,
) -> Result<Outputs, Error> {
    if views.len() != count {
        return Err(Error::new(format_args!(
            "it returned {} rows, and {count} were asked for",
            views.len()
        )));
    }
    let width = views.iter().flatten().map(Vec::len).next();
    let mut data = Vec::with_capacity(count * width.unwrap_or(0));
    let mut reasons = Vec::with_capacity(count);
    for view in views {
        match (view, width) {
            (Ok(view), Some(width)) if view.len() == width => {
                data.extend(view);
                reasons.push(String::new());
            }
            (Ok(view), _) => {
                return Err(Error::new(format_args!(
                    "it returned rows of width {} and {}",
                    width.unwrap_or(0),
                    view.len()
                )));
            }
            (Err(reason), width) => {
                data.extend(std::iter::repeat_n(0.0, width.unwrap_or(0)));
                reasons.push(reason);
            }
        }
    }
    let mut outputs = Outputs::default();
    if let Some(width) = width {
        outputs.matrix(name, width, data)?;
    }
    outputs.text(REJECTED, reasons);
    Ok(outputs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Output;

    #[test]
    fn a_rejected_row_keeps_its_place_and_its_reason() {
        let outputs = extracted("view", 2, vec![Err("silent".into()), Ok(vec![1.0, 2.0])]).unwrap();
        let columns: Vec<_> = outputs.iter().collect();
        let view = Output::Matrix {
            width: 2,
            data: vec![0.0, 0.0, 1.0, 2.0],
        };
        let reasons = Output::Text(vec!["silent".into(), String::new()]);
        assert_eq!(columns, [("view", &view), (REJECTED, &reasons)]);
    }

    #[test]
    fn there_is_no_view_where_every_row_is_rejected() {
        let outputs = extracted("view", 1, vec![Err("silent".into())]).unwrap();
        assert_eq!(
            outputs.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            [REJECTED]
        );
    }

    #[test]
    fn missing_rows_and_other_widths_are_refused() {
        assert!(extracted("view", 2, vec![Ok(vec![1.0])]).is_err());
        assert!(extracted("view", 2, vec![Ok(vec![1.0]), Ok(vec![1.0, 2.0])]).is_err());
    }
}
