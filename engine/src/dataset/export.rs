use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use super::format::{Address, CsvOptions, Format, FormatError, Stored};
use super::{ColumnKind, Dataset, Part, Values};
use crate::files::write_atomic;
use crate::spec::{ColumnSpec, DatasetSpec, FileSpec, Name};

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
    /// A class of the dataset is none of the layout's.
    #[error("the layout's column `{column}` has no class `{class}`; its classes are: {}", .known.join(", "))]
    Class {
        /// The column.
        column: Name,
        /// The class.
        class: String,
        /// The layout's classes.
        known: Vec<String>,
    },
    /// The layout has classes where the dataset has none.
    #[error("the layout's column `{0}` has classes, and the dataset's has none")]
    NoClasses(Name),
    /// A view has another width than the layout says.
    #[error("view `{column}` has width {width}, and the layout says {expected}")]
    Width {
        /// The view.
        column: Name,
        /// Its width.
        width: usize,
        /// The layout's.
        expected: usize,
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

impl ExportError {
    /// What may be changed.
    pub fn remedy(&self) -> String {
        let remedy = match self {
            Self::Lacks { .. } => {
                "give the dataset a column of that name, or follow a layout without it"
            }
            Self::Class { .. } | Self::NoClasses(_) => {
                "call the classes as the layout does; their order may differ"
            }
            Self::Width { .. } => "leave `width` out of the layout, or extract views of that width",
            Self::NoLayout(_) => "name a dataset with `parts`",
            Self::Outside(_) => "name a path inside the folder",
            Self::UnknownFormat(_) => "`format: hdf5`, `csv`, `tsv`, `npy`, `npz` or `parquet`",
            Self::Format(_) => "choose another format",
            Self::Write { .. } => "name a folder that you may write to",
        };
        remedy.to_owned()
    }
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
            let bytes = encode(dataset, layout, (name, part), file)?;
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
    layout: &DatasetSpec,
    (name, part): (&Name, &Part),
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
        let described = layout.columns.get(column);
        let classes = described.and_then(|described| described.classes.as_deref());
        let values = &fitted(column, values, kind, described)?;
        let place = at.place();
        if let Some(address) = place.at {
            columns.push((address, values.as_ref().clone().into()));
        }
        if let Some(address) = place.names_at {
            let names = place
                .names
                .as_deref()
                .or(classes)
                .or(kind.classes.as_deref())
                .ok_or_else(lacks)?;
            columns.push((address, names_of(values, names).ok_or_else(lacks)?));
        }
    }
    // A text file without a header has its columns in the order of their numbers. Columns that the file holds in one
    // place (two views of one thing with one label) are written once where they agree; where not, the format refuses them.
    let mut once: Vec<(Address, Stored)> = Vec::new();
    for column in columns {
        if !once.contains(&column) {
            once.push(column);
        }
    }
    if once
        .iter()
        .any(|(address, _)| matches!(address, Address::Index(_)))
    {
        once.sort_by(|(left, _), (right, _)| left.cmp(right));
    }
    let borrowed: Vec<_> = once
        .iter()
        .map(|(address, stored)| (address.clone(), stored))
        .collect();
    let options = CsvOptions {
        header: file.header,
        ..CsvOptions::default()
    };
    Ok(format.encode(&options, &borrowed)?)
}

/// The values as the layout describes the column: of its width, and with the ids of its classes.
fn fitted<'a>(
    column: &Name,
    values: &'a Values,
    kind: &ColumnKind,
    described: Option<&ColumnSpec>,
) -> Result<Cow<'a, Values>, ExportError> {
    let expected = described.and_then(|described| described.width);
    if let (Some(width), Some(expected)) = (values.width(), expected)
        && width != expected
    {
        return Err(ExportError::Width {
            column: column.clone(),
            width,
            expected,
        });
    }
    let Some(known) = described.and_then(|described| described.classes.as_deref()) else {
        return Ok(Cow::Borrowed(values));
    };
    let (Values::Classes(ids), Some(classes)) = (values, kind.classes.as_deref()) else {
        return Err(ExportError::NoClasses(column.clone()));
    };
    if classes == known {
        return Ok(Cow::Borrowed(values));
    }
    let numbers = classes.iter().map(|class| {
        let place = known.iter().position(|other| other == class);
        let place = place.and_then(|place| i64::try_from(place).ok());
        place.ok_or_else(|| ExportError::Class {
            column: column.clone(),
            class: class.clone(),
            known: known.to_vec(),
        })
    });
    let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
    // Ids were checked to be inside the classes when they were read.
    let renumbered = ids
        .iter()
        .filter_map(|&id| numbers.get(usize::try_from(id).ok()?));
    Ok(Cow::Owned(Values::Classes(renumbered.copied().collect())))
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
