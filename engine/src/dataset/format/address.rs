//! Where a column lies inside a file.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a column lies inside a file.
///
/// | format | address |
/// | --- | --- |
/// | HDF5 | the dataset's path, `data` or `group/data` |
/// | NPZ | the member's name, without `.npy` |
/// | NPY | the number 0: the file is one array |
/// | CSV, TSV | the header's name, or the column's number from 0 |
/// | Parquet | the column's name |
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Address {
    /// A name the file itself carries.
    Key(String),
    /// A column number, from 0.
    Index(usize),
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(out, "`{key}`"),
            Self::Index(index) => write!(out, "{index}"),
        }
    }
}

impl From<&str> for Address {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Address {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}
