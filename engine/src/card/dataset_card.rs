use indexmap::IndexMap;
use serde::Serialize;

use super::{
    CardFile, ClassCounts, NumberSummary, PairMatrix, PartOverlap, TextSummary, ViewSummary,
};
use crate::audit::overlaps_of_parts;
use crate::dataset::{ColumnKind, Dataset, DatasetFacts};
use crate::files::Digest;
use crate::spec::{AboutSpec, DatasetSpec, Name};

/// What is known of a dataset besides its rows.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Its name.
    pub name: &'a Name,
    /// Its description in the spec.
    pub spec: &'a DatasetSpec,
    /// What was learnt of it when it was read: the digests of its columns.
    pub facts: &'a DatasetFacts,
    /// Files and rows that were left out when it was made.
    pub left_out: usize,
}

/// The rows of a part, and the digest of each column it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartRows {
    /// Number of rows.
    pub rows: usize,
    /// The digest of type, shape and content of each column.
    pub columns: IndexMap<Name, Digest>,
}

/// A dataset card.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// The dataset's name.
    pub name: Name,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The type of the dataset: `files`, `pairs`, a plugin's source and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where the data come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obtain: Option<String>,
    /// Licence, creators and citation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<AboutSpec>,
    /// What each column is.
    pub columns: IndexMap<Name, ColumnKind>,
    /// The parts.
    pub parts: IndexMap<Name, PartRows>,
    /// Rows by class, for every target with classes.
    pub classes: Vec<ClassCounts>,
    /// Rows by two classes, for every two targets with the same classes.
    pub pairs: Vec<PairMatrix>,
    /// Every column of numbers in every part.
    pub numbers: Vec<NumberSummary>,
    /// Every view in every part.
    pub views: Vec<ViewSummary>,
    /// Every column of text in every part.
    pub texts: Vec<TextSummary>,
    /// What parts share.
    pub overlaps: Vec<PartOverlap>,
    /// The files that it is read from.
    pub files: Vec<CardFile>,
    /// Files and rows that were left out when it was made.
    pub left_out: usize,
}

impl Card {
    /// The card of a dataset.
    pub fn of(about: About<'_>, dataset: &Dataset, files: Vec<CardFile>) -> Self {
        let parts = about.facts.parts.iter().map(|(name, part)| {
            let columns = part.columns.iter();
            let rows = PartRows {
                rows: part.rows,
                columns: columns
                    .map(|(name, facts)| (name.clone(), facts.digest.clone()))
                    .collect(),
            };
            (name.clone(), rows)
        });
        Self {
            name: about.name.clone(),
            title: about.spec.title.clone(),
            kind: about.spec.kind.as_str().to_owned(),
            obtain: about.spec.obtain.clone(),
            about: about.spec.about.clone(),
            columns: dataset.columns.clone(),
            parts: parts.collect(),
            classes: ClassCounts::of(dataset),
            pairs: PairMatrix::of(dataset),
            numbers: NumberSummary::of(dataset),
            views: ViewSummary::of(dataset),
            texts: TextSummary::of(dataset),
            overlaps: overlaps_of_parts(dataset),
            files,
            left_out: about.left_out,
        }
    }

    /// What readers call the dataset: its title, or else its name.
    pub fn heading(&self) -> &str {
        self.title.as_deref().unwrap_or(self.name.as_str())
    }
}
