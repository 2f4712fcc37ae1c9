use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Name, OneOrMany};

/// Which rows train, validate and test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum SplitSpec {
    /// Whole stored parts, as the authors of the dataset released them.
    Parts {
        /// Parts whose rows are trained on.
        train: OneOrMany<Name>,
        /// Parts whose rows choose when to stop; none when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        validation: Option<OneOrMany<Name>>,
        /// Parts whose rows are reported on.
        test: OneOrMany<Name>,
    },
    /// Cross-validation: the rows of some parts are dealt to folds, and each fold in turn is reported on while the others
    /// train.
    Folds {
        /// Parts whose rows are pooled and dealt.
        parts: OneOrMany<Name>,
        /// Number of folds.
        #[schemars(range(min = 2, max = 1000))]
        folds: u32,
        /// Nested cross-validation: the rows each fold trains on are dealt to so many folds again, by which models with
        /// `tune` choose their parameters. None when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 2, max = 1000))]
        inner: Option<u32>,
        /// Columns of text whose values may not cross folds: rows that share a value in any of them, directly or through
        /// other rows, stay together. The values of all of them are one space (the recording of one view may be that of
        /// another view elsewhere); an empty one ties nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<OneOrMany<Name>>,
        /// A target with classes, of which every fold gets its share as far as groups allow.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stratify: Option<Name>,
        /// The share of the rows trained on that is kept apart to choose when to stop, whole groups at a time; none when
        /// left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 0.01, max = 0.9))]
        validation: Option<f64>,
        /// The seed by which rows are dealt. It has nothing to do with the seeds of the trials.
        #[serde(default)]
        seed: u64,
    },
}

impl SplitSpec {
    /// The parts that are named, by the key that names them.
    pub fn parts(&self) -> Vec<(&'static str, &OneOrMany<Name>)> {
        match self {
            Self::Parts {
                train,
                validation,
                test,
            } => {
                let mut named = vec![("train", train)];
                named.extend(validation.as_ref().map(|parts| ("validation", parts)));
                named.push(("test", test));
                named
            }
            Self::Folds { parts, .. } => vec![("parts", parts)],
        }
    }

    /// The parts of the rows that are learnt from: trained on, or choosing when to stop.
    pub fn learnt_parts(&self) -> Vec<&Name> {
        match self {
            Self::Parts {
                train, validation, ..
            } => train.iter().chain(validation.iter().flatten()).collect(),
            Self::Folds { parts, .. } => parts.iter().collect(),
        }
    }

    /// The parts of the rows that are reported on.
    pub fn reported_parts(&self) -> Vec<&Name> {
        match self {
            Self::Parts { test: parts, .. } | Self::Folds { parts, .. } => parts.iter().collect(),
        }
    }

    /// Whether models can choose their parameters by inner folds.
    pub fn is_nested(&self) -> bool {
        matches!(self, Self::Folds { inner: Some(_), .. })
    }
}
