use std::path::Path;

use serde::Serialize;

use crate::dataset::format::{Address, Format};
use crate::files::Digest;
use crate::spec::{DatasetSpec, Name, WebAddress};

/// A file that a dataset is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardFile {
    /// Its path below the dataset's root.
    pub path: String,
    /// The digest of its content.
    pub sha256: Digest,
    /// The address that serves it, where the spec says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
    /// Its format, where it is one of those of columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The columns that the dataset takes from it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<HeldColumn>,
}

/// A column of a part in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldColumn {
    /// The part.
    pub part: Name,
    /// The column.
    pub column: Name,
    /// Where it lies: the value or class id, or else the class name.
    pub at: Address,
    /// Whether a class name lies there, and not its id.
    pub is_class_name: bool,
    /// What of the text there is the column's value: the first group of this regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

impl CardFile {
    /// A file, with the columns that the spec says lie at that path.
    pub fn of(spec: &DatasetSpec, path: String, sha256: Digest) -> Self {
        let mut file = Self {
            format: Format::of_path(Path::new(&path)),
            columns: Vec::new(),
            url: None,
            path,
            sha256,
        };
        for (part, files) in &spec.parts {
            for described in files.iter().filter(|one| one.file == file.path) {
                let format = described
                    .format
                    .or_else(|| Format::of_path(Path::new(&described.file)));
                file.format = format;
                // Another file in its place is not what the address serves.
                let source = described.source.iter();
                let mut same =
                    source.filter(|source| source.sha256.as_str() == file.sha256.as_str());
                if let Some(source) = same.next() {
                    file.url = Some(source.url.clone());
                }
                let columns = described.columns.iter().filter_map(|(column, at)| {
                    let place = at.place();
                    let is_class_name = place.at.is_none();
                    Some(HeldColumn {
                        part: part.clone(),
                        column: column.clone(),
                        at: place.at.or(place.names_at)?,
                        is_class_name,
                        pattern: None,
                    })
                });
                let columns: Vec<_> = columns.collect();
                for (name, derived) in &spec.columns {
                    let from = columns
                        .iter()
                        .find(|held| Some(&held.column) == derived.from.as_ref());
                    file.columns.extend(from.map(|held| HeldColumn {
                        column: name.clone(),
                        pattern: derived.pattern.clone(),
                        ..held.clone()
                    }));
                }
                file.columns.extend(columns);
            }
        }
        file
    }
}
