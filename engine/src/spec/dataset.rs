use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AboutSpec, ArchiveSpec, ColumnSpec, ComponentSpec, ComponentType, DivideSpec, FileSpec,
    LabelSpec, Name, OneOrMany, PairsSpec, Params, PartOf,
};

/// The dataset type whose columns lie in files.
pub const FILES: &str = "files";

/// The dataset type whose parts are parts of other datasets.
pub const ASSEMBLED: &str = "assembled";

/// The dataset type whose parts share out the rows of a part of another dataset.
pub const DIVIDED: &str = "divided";

/// The dataset type whose rows are pairs of rows of another dataset.
pub const PAIRS: &str = "pairs";

/// The part that holds the rows of a dataset made of a folder's files.
pub const ROWS: &str = emospec_api::words::ROWS;

/// A dataset: rows with named columns, stored in parts.
///
/// With `type: files`, `columns` says what each column is and `parts` where each lies. With
/// `type: PLUGIN/SOURCE`, a plugin makes parts and columns from `params`; where it reads files, it finds the rows of a part
/// `rows` in those of the folder `root`, `extract` computes their views and `labels` says their classes. With
/// `type: assembled`, `from` says of which parts of other datasets each part is made: to train on one dataset and report on
/// another. With `type: divided`, `divide` shares out the rows of a part. With `type: pairs`, `pairs` says how the rows of the
/// parts of `from` become pairs that match or do not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetSpec {
    /// `files`, `assembled`, `divided`, `pairs`, or the plugin source that makes the columns.
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// A sentence for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the data come from, an address or a sentence: said where a file is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obtain: Option<String>,
    /// Licence, creators and citation, for its card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<AboutSpec>,
    /// The folder the paths of `parts` are relative to, or whose files a source reads; itself relative to the spec file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// Archives that `emospec data fetch` unpacks below `root`; a single file has its `source` where `parts` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<OneOrMany<ArchiveSpec>>,
    /// Whether files must be those that their `source` states. With `false`, others may take their places, such as made-up
    /// data in the same files: it is then a warning. They must when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify: Option<bool>,
    /// Which files of the folder a source reads, as patterns such as `**/*.mp4`; all but hidden ones when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<OneOrMany<String>>,
    /// A source that makes the files of the folder where there is no such folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<ComponentSpec>,
    /// Views that extractors compute of the rows a source finds in files, by column name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub extract: IndexMap<Name, ComponentSpec>,
    /// The classes of the rows a source finds in files, by column name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<Name, LabelSpec>,
    /// What each column is, by column name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub columns: IndexMap<Name, ColumnSpec>,
    /// Where the columns lie: for each part, the files that hold them. A part need not have every column.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts: IndexMap<Name, Vec<FileSpec>>,
    /// The parts of an assembled dataset or of one of pairs: for each, the parts of other datasets that it consists of, as
    /// `DATASET/PART`. Columns are those that the datasets describe alike.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub from: IndexMap<Name, OneOrMany<PartOf>>,
    /// How the rows of a part are shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divide: Option<DivideSpec>,
    /// How rows become pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<PairsSpec>,
    /// Parameters of the plugin source.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
}

impl DatasetSpec {
    /// The datasets it is made of.
    pub fn made_of(&self) -> Vec<&Name> {
        let parts = self.from.values().flatten();
        let divided = self.divide.iter().map(|divide| &divide.of);
        let mut sources: Vec<_> = parts.chain(divided).map(|part| &part.dataset).collect();
        sources.extend(self.labels.values().filter_map(LabelSpec::trained_on));
        sources
    }

    /// Whether anything says where its files are fetched from.
    pub fn is_remote(&self) -> bool {
        let mut files = self.parts.values().flatten();
        self.source.is_some() || files.any(|file| file.source.is_some())
    }

    /// The keys that only datasets of a folder's files have, and whether each is given.
    pub fn of_folders(&self) -> [(&'static str, bool); 7] {
        [
            ("root", self.root.is_some()),
            ("source", self.source.is_some()),
            ("only", self.only.is_some()),
            ("make", self.make.is_some()),
            ("extract", !self.extract.is_empty()),
            ("labels", !self.labels.is_empty()),
            ("columns", !self.columns.is_empty()),
        ]
    }
}
