use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{ColumnKind, Dataset};
use crate::files::Digest;
use crate::spec::Name;

/// What planning needs to know of a column in one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Digest of type, shape and content.
    pub digest: Digest,
    /// The width of a view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<usize>,
}

/// What planning needs to know of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartFacts {
    /// Number of rows.
    pub rows: usize,
    /// Its columns.
    pub columns: IndexMap<Name, ColumnFacts>,
}

/// What planning needs to know of a dataset that passed every check; remembered, so that an unchanged dataset is
/// not read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetFacts {
    /// What each column is.
    pub columns: IndexMap<Name, ColumnKind>,
    /// The parts.
    pub parts: IndexMap<Name, PartFacts>,
}

impl From<&Dataset> for DatasetFacts {
    fn from(dataset: &Dataset) -> Self {
        let parts = dataset.parts.iter().map(|(name, part)| {
            let columns = part.columns.iter().map(|(name, values)| {
                let facts = ColumnFacts {
                    digest: values.digest(),
                    width: values.width(),
                };
                (name.clone(), facts)
            });
            let facts = PartFacts {
                rows: part.rows,
                columns: columns.collect(),
            };
            (name.clone(), facts)
        });
        Self {
            columns: dataset.columns.clone(),
            parts: parts.collect(),
        }
    }
}
