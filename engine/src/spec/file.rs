use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Name, SourceSpec};
use crate::dataset::format::{Address, Format};

/// One file of a part, and the columns it holds. The same description reads the file and writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSpec {
    /// Path relative to the dataset's `root`.
    pub file: String,
    /// The file's format; taken from its ending when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Whether a CSV file begins with a line of column names.
    #[serde(default)]
    pub header: bool,
    /// Where each column lies in the file.
    #[schemars(extend("minProperties" = 1))]
    pub columns: IndexMap<Name, FileColumn>,
    /// Where the file is fetched from. A file that several parts name needs it once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceSpec>,
}

/// Where a column lies: a place (`data`, `2`), or a place with what is particular to its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FileColumn {
    /// A CSV column number from 0, or the name of an HDF5 dataset, NPZ member, Parquet or CSV column.
    At(Address),
    /// A place, with the class names this file uses.
    Described(Place),
}

/// A place, with what is particular to how its values are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Where the value, or the id of the class, lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Address>,
    /// Where the name of the class lies. Given beside `at`, both must agree in every row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_at: Option<Address>,
    /// The class names as this file writes them, in the order of the column's `classes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
}

impl FileColumn {
    /// The place in its full form.
    pub fn place(&self) -> Place {
        match self {
            Self::At(address) => Place {
                at: Some(address.clone()),
                names_at: None,
                names: None,
            },
            Self::Described(place) => place.clone(),
        }
    }
}
