//! What names a trial's results: everything they depend on, and nothing else.
//!
//! Names of datasets, tasks, splits and models, titles, metrics, tables and paths are not in it, so changing them
//! refits nothing.

mod changes;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub use changes::{Change, changes};

use crate::files::Digest;
use crate::plugin::TaskDocument;
use crate::spec::Params;

/// The version of what an entry of the cache holds; a change makes every entry a miss.
pub const CACHE_FORMAT: u32 = 1;

/// The inputs of a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// What an entry of the cache holds.
    pub cache_format: u32,
    /// The version of the plugin contract.
    pub contract: u32,
    /// The digest of the plugin's library.
    pub plugin: Digest,
    /// The model inside the plugin.
    pub model: String,
    /// Its parameters, with defaults.
    pub params: Params,
    /// What is asked.
    pub task: TaskDocument,
    /// The seed; none for a model that is not stochastic.
    pub seed: Option<u64>,
    /// The rows trained on.
    pub train: RowsPrint,
    /// The rows that choose when to stop.
    pub validation: Option<RowsPrint>,
    /// The rows predicted.
    pub test: RowsPrint,
}

/// Rows, by what they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsPrint {
    /// Number of rows.
    pub rows: usize,
    /// The digest of which rows of each part they are, where not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Digest>,
    /// Each column.
    pub columns: BTreeMap<String, ColumnPrint>,
}

/// A column, by what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnPrint {
    /// The digest of the column in each part, in order.
    pub parts: Vec<Digest>,
    /// How the view is computed from it, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<FeaturePrint>,
}

/// How a view is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeaturePrint {
    /// The feature type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The parts it was fitted on.
    pub fitted_on: Vec<Digest>,
    /// The digest of which rows of them, where not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Digest>,
}

impl Fingerprint {
    /// The document with sorted keys.
    pub fn document(&self) -> Value {
        let mut document = serde_json::to_value(self).unwrap_or_default();
        document.sort_all_objects();
        document
    }

    /// The digest of the document: the trial's key in the cache.
    pub fn digest(&self) -> Digest {
        self.seedless().digest(self.seed)
    }

    /// What trials share that differ in their seed alone.
    pub fn seedless(&self) -> Seedless {
        let document = self.document();
        let keys = document.as_object().into_iter().flatten();
        let (mut before, mut after) = ("{".to_owned(), String::new());
        for (key, value) in keys {
            // Writing to a string cannot fail.
            let _ = match key.as_str().cmp("seed") {
                Ordering::Less => write!(before, "\"{key}\":{value},"),
                Ordering::Equal => write!(before, "\"seed\":"),
                Ordering::Greater => write!(after, ",\"{key}\":{value}"),
            };
        }
        Seedless {
            before: Sha256::new_with_prefix(before),
            after: after + "}",
        }
    }
}

/// The text of a fingerprint up to its seed, hashed, and what follows it: thousands of seeds cost little more than one.
pub struct Seedless {
    before: Sha256,
    after: String,
}

impl Seedless {
    /// The digest of the fingerprint with this seed.
    pub fn digest(&self, seed: Option<u64>) -> Digest {
        let seed = seed.map_or_else(|| "null".to_owned(), |seed| seed.to_string());
        Digest::finish(
            self.before
                .clone()
                .chain_update(seed)
                .chain_update(&self.after),
        )
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use emospec_api::ABI_VERSION;

    use super::*;
    use crate::spec::TaskType;

    /// A fingerprint to change one field of.
    pub(crate) fn example() -> Fingerprint {
        let rows = RowsPrint {
            rows: 2,
            chosen: None,
            columns: BTreeMap::new(),
        };
        Fingerprint {
            cache_format: CACHE_FORMAT,
            contract: ABI_VERSION,
            plugin: Digest::of(b"plugin"),
            model: "net".into(),
            params: Params::new(),
            task: TaskDocument {
                kind: TaskType::Classification,
                views: vec!["left".into()],
                target: "match".into(),
                auxiliary: BTreeMap::new(),
                classes: BTreeMap::new(),
            },
            seed: Some(0),
            train: rows.clone(),
            validation: None,
            test: rows,
        }
    }

    #[test]
    fn order_of_parameters_does_not_matter() {
        let mut one = example();
        let mut two = example();
        for (key, value) in [("a", 1), ("b", 2)] {
            one.params.insert(key.into(), value.into());
        }
        for (key, value) in [("b", 2), ("a", 1)] {
            two.params.insert(key.into(), value.into());
        }
        assert_eq!(one.digest(), two.digest());
    }

    #[test]
    fn digest_is_that_of_the_document() {
        for seed in [None, Some(0), Some(u64::MAX)] {
            let mut print = Fingerprint { seed, ..example() };
            print.params.insert("seed".into(), Value::Null);
            let text = print.document().to_string();
            assert_eq!(print.digest(), Digest::of(text.as_bytes()));
            assert_eq!(
                example().seedless().digest(seed),
                Fingerprint { seed, ..example() }.digest()
            );
        }
    }

    #[test]
    fn every_input_invalidates() {
        type Change = fn(&mut Fingerprint);
        let base = example();
        let changes: [Change; 10] = [
            |print| print.cache_format += 1,
            |print| print.contract += 1,
            |print| print.plugin = Digest::of(b"other"),
            |print| print.model.push('2'),
            |print| drop(print.params.insert("rate".into(), 1.into())),
            |print| print.task.target.push('2'),
            |print| print.seed = None,
            |print| print.train.rows += 1,
            |print| print.test.chosen = Some(Digest::of(b"places")),
            |print| print.validation = Some(base_rows()),
        ];
        for apply in changes {
            let mut other = base.clone();
            apply(&mut other);
            assert_ne!(other.digest(), base.digest(), "{other:?}");
        }
    }

    fn base_rows() -> RowsPrint {
        example().train
    }
}
