use std::io;
use std::path::{Path, PathBuf};

use super::format::{Address, CsvOptions, Format, FormatError, Stored};
use super::{ColumnKind, Dataset, Part, Values};
use crate::files::write_atomic;
use crate::spec::{DatasetSpec, FileSpec, Name};

/// Why a dataset cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The layout has a part the dataset lacks, or a file a column the part lacks.
    #[error("the layout wants column `{column}` of part `{part}`, which the dataset does not have")]
    Lacks {
        /// The part.
        part: Name,
        /// The column.
        column: Name,
    },
    /// The layout is no layout of files.
    #[error("dataset `{0}` is not of `type: files`, so it describes no files to write")]
    NoLayout(Name),
    /// A path of the layout leaves the folder.
    #[error("the path `{0}` leaves the folder")]
    Outside(String),
    /// The format of a file is not known.
    #[error("the format of `{0}` cannot be told from its ending: add `format`")]
    UnknownFormat(String),
    /// The format cannot hold the columns.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A file cannot be written.
    #[error("failed to write {path}: {error}", path = .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Writes the parts that `layout` describes, in its files under `folder`. Parts the dataset lacks are left out.
///
/// # Errors
/// Where the dataset lacks a column, or a file cannot be written.
pub fn export(
    dataset: &Dataset,
    layout: &DatasetSpec,
    folder: &Path,
) -> Result<Vec<PathBuf>, ExportError> {
    let mut written = Vec::new();
    for (name, files) in &layout.parts {
        let Some(part) = dataset.parts.get(name) else {
            continue;
        };
        for file in files {
            let bytes = encode(dataset, name, part, file)?;
            let relative = Path::new(&file.file);
            if !relative
                .components()
                .all(|component| matches!(component, std::path::Component::Normal(_)))
            {
                return Err(ExportError::Outside(file.file.clone()));
            }
            let path = folder.join(relative);
            write_atomic(&path, &bytes).map_err(|error| ExportError::Write {
                path: path.clone(),
                error,
            })?;
            written.push(path);
        }
    }
    Ok(written)
}

fn encode(
    dataset: &Dataset,
    name: &Name,
    part: &Part,
    file: &FileSpec,
) -> Result<Vec<u8>, ExportError> {
    let format = file
        .format
        .or_else(|| Format::of_path(Path::new(&file.file)))
        .ok_or_else(|| ExportError::UnknownFormat(file.file.clone()))?;
    let mut columns: Vec<(Address, Stored)> = Vec::new();
    for (column, at) in &file.columns {
        let lacks = || ExportError::Lacks {
            part: name.clone(),
            column: column.clone(),
        };
        let values = part.columns.get(column).ok_or_else(lacks)?;
        let kind = dataset.columns.get(column).ok_or_else(lacks)?;
        let place = at.place();
        if let Some(address) = place.at {
            columns.push((address, values.clone().into()));
        }
        if let Some(address) = place.names_at {
            let names = place
                .names
                .as_ref()
                .or(kind.classes.as_ref())
                .ok_or_else(lacks)?;
            columns.push((address, names_of(values, names).ok_or_else(lacks)?));
        }
    }
    // A text file has its columns in the order of their numbers. Columns that the file holds in one place (two views
    // of one thing with one label) are written once where they agree; where not, the format refuses them.
    columns.sort_by(|(left, _), (right, _)| left.cmp(right));
    columns.dedup();
    let borrowed: Vec<_> = columns
        .iter()
        .map(|(address, stored)| (address.clone(), stored))
        .collect();
    let options = CsvOptions {
        header: file.header,
        ..CsvOptions::default()
    };
    Ok(format.encode(&options, &borrowed)?)
}

fn names_of(values: &Values, names: &[String]) -> Option<Stored> {
    let Values::Classes(ids) = values else {
        return None;
    };
    let texts: Option<Vec<_>> = ids
        .iter()
        .map(|&id| names.get(usize::try_from(id).ok()?).cloned())
        .collect();
    Some(Stored::Text(texts?))
}

/// The description of a column, for messages.
impl std::fmt::Display for ColumnKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let role = serde_json::to_value(self.role).unwrap_or_default();
        formatter.write_str(role.as_str().unwrap_or("column"))?;
        match &self.classes {
            Some(classes) => write!(formatter, " of {} classes", classes.len()),
            None => Ok(()),
        }
    }
}
