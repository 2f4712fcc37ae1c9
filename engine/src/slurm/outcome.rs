use serde::{Deserialize, Serialize};

use crate::files::Digest;

/// What an element leaves of its trial, beside the entry in the cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementOutcome {
    /// The trial's digest.
    pub digest: Digest,
    /// Why it has no results; none where it has.
    pub failure: Option<ElementFailure>,
    /// What its model had to say.
    pub said: Vec<Said>,
}

/// Why a trial has no results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementFailure {
    /// Model, plugin, seed and cause, in a line.
    pub message: String,
    /// The last lines that the plugin wrote.
    pub last_words: Vec<String>,
}

/// A line for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Whether it warns.
    pub warning: bool,
    /// The line.
    pub message: String,
}
