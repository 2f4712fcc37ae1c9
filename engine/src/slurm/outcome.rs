use serde::{Deserialize, Serialize};

use super::batch::Batch;
use crate::execute::TrialFailure;
use crate::files::Digest;
use crate::journal::Needed;

/// What an element leaves of its trial, beside the entry in the cache.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementOutcome {
    /// The trial's digest.
    pub digest: Digest,
    /// Why it has no results; none where it has.
    pub failure: Option<ElementFailure>,
    /// What its model had to say.
    pub said: Vec<Said>,
    /// How long it took, where it was run.
    pub seconds: Option<f64>,
    /// Memory of its own that its worker was seen to hold, in bytes.
    pub memory: u64,
}

impl ElementOutcome {
    /// What the trial needed, where it was run.
    pub(super) fn needed(&self) -> Option<Needed> {
        let seconds = self.seconds?;
        Some(Needed {
            seconds,
            memory: self.memory,
        })
    }
}

/// Why a trial has no results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementFailure {
    /// Model, plugin, seed and cause, in a line.
    pub message: String,
    /// The last lines that the plugin wrote; none where it is the element's log that tells.
    pub last_words: Option<Vec<String>>,
}

impl ElementFailure {
    /// What is told of it, with the end of the log where that is what tells.
    pub(super) fn told(&self, batch: &Batch, index: u32) -> TrialFailure {
        let log = || batch.log_end(index).unwrap_or_default();
        TrialFailure {
            message: self.message.clone(),
            last_words: self.last_words.clone().unwrap_or_else(log),
        }
    }
}

/// A line for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Whether it warns.
    pub warning: bool,
    /// The line.
    pub message: String,
}
