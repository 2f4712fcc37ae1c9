use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ColumnSpec, ComponentType, FileSpec, Name, OneOrMany, Params, PartOf};

/// The dataset type whose columns lie in files.
pub const FILES: &str = "files";

/// The dataset type whose parts are parts of other datasets.
pub const ASSEMBLED: &str = "assembled";

/// A dataset: rows with named columns, stored in parts.
///
/// With `type: files`, `columns` says what each column is and `parts` where each lies. With
/// `type: PLUGIN/SOURCE`, a plugin makes parts and columns from `params`. With `type: assembled`, `from` says of which
/// parts of other datasets each part is made: to train on one dataset and report on another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetSpec {
    /// `files`, `assembled`, or the plugin source that makes the columns.
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// A sentence for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the data come from, an address or a sentence: said where a file is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obtain: Option<String>,
    /// The folder the paths of `parts` are relative to; itself relative to the spec file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// What each column is, by column name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub columns: IndexMap<Name, ColumnSpec>,
    /// Where the columns lie: for each part, the files that hold them. A part need not have every column.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts: IndexMap<Name, Vec<FileSpec>>,
    /// The parts of an assembled dataset: for each, the parts of other datasets that it consists of, as `DATASET/PART`.
    /// Columns are those that the datasets describe alike.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub from: IndexMap<Name, OneOrMany<PartOf>>,
    /// Parameters of the plugin source.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
}
