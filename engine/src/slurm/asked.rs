use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::files::Digest;
use crate::plan::{PlannedTrial, Trial};

/// The version of what lies in the folder of a batch.
pub(super) const BATCH_FORMAT: u32 = 1;

/// Which spec a batch is of, and how the command was asked: an element loads it the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedBy {
    /// The folder the command was given in, which paths are relative to.
    pub folder: PathBuf,
    /// The spec file.
    pub spec: PathBuf,
    /// Changes of its values, `PATH=VALUE`.
    pub overrides: Vec<String>,
    /// Whether what needs files that are not there is left out.
    pub skip_missing: bool,
    /// Folders of plugins.
    pub plugin_path: Vec<PathBuf>,
    /// Whether trials are run whatever the cache has.
    pub force: bool,
}

/// What a batch asks: element N runs trial N.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The version of the folder.
    pub format: u32,
    /// The version of the engine.
    pub engine: String,
    /// How the command was asked.
    pub by: AskedBy,
    /// The trials.
    pub trials: Vec<AskedTrial>,
}

/// A trial of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedTrial {
    /// The digest of its inputs.
    pub digest: Digest,
    /// Which trial it is.
    pub trial: Trial,
}

impl Asked {
    /// The trials, as the command was asked for them.
    pub(super) fn of(by: &AskedBy, trials: &[&PlannedTrial]) -> Self {
        Self {
            format: BATCH_FORMAT,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            by: by.clone(),
            trials: trials
                .iter()
                .map(|planned| AskedTrial {
                    digest: planned.digest.clone(),
                    trial: planned.trial.clone(),
                })
                .collect(),
        }
    }
}
