use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::files::Digest;
use crate::plan::Trial;

/// A line of a journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// A run begins.
    Run {
        /// The version of the engine.
        engine: String,
        /// Seconds since 1970, as the machine's clock had them.
        at: u64,
        /// The spec file.
        spec: String,
        /// Trials of the plan.
        trials: usize,
        /// Those that are not in the cache.
        misses: usize,
        /// Trials run at once.
        jobs: usize,
    },
    /// The inputs of trials that differ in their seed alone, as a fingerprint with the seed of one of them.
    Inputs {
        /// What trials of this journal name them by.
        number: usize,
        /// The document of the fingerprint.
        fingerprint: Value,
    },
    /// A trial starts.
    Started {
        /// The trial.
        trial: Trial,
        /// The digest of its inputs.
        digest: Digest,
        /// The number of its inputs.
        inputs: usize,
    },
    /// A trial ended.
    Ended {
        /// The trial.
        trial: Trial,
        /// The digest of its inputs.
        digest: Digest,
        /// How long it took.
        seconds: f64,
        /// Memory of its own that its worker held at most, in bytes, as far as it was seen.
        memory: u64,
        /// How it ended.
        #[serde(flatten)]
        end: End,
    },
    /// The run ended: every trial was tried, or it was stopped.
    Over {
        /// Why it was stopped; none where every trial was tried.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stopped: Option<String>,
    },
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    /// Its results are in the cache.
    Done,
    /// It failed.
    Failed {
        /// Model, plugin, seed and cause.
        message: String,
    },
}
