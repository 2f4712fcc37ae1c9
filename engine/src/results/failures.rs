use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Results;
use crate::files::Digest;

const FILE: &str = "failures.json";

/// A trial that failed in the last run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedTrial {
    /// The trial.
    pub trial: String,
    /// The digest of its inputs.
    pub fingerprint: Digest,
    /// Model, plugin, seed and cause.
    pub message: String,
    /// The last lines that the plugin wrote.
    pub last_words: Vec<String>,
}

impl Results {
    /// Writes the failures of a run, or removes those of an earlier one: the cache keeps none.
    ///
    /// # Errors
    /// Where they cannot be written or removed.
    pub fn write_failures(&self, failures: &[FailedTrial]) -> io::Result<()> {
        self.write_where(FILE, !failures.is_empty(), || {
            let mut text = serde_json::to_string_pretty(failures)?;
            text.push('\n');
            Ok::<_, serde_json::Error>(text)
        })
    }
}

/// The failures of the last run whose results are in a folder; none where there is no such run.
///
/// # Errors
/// Where they cannot be read.
pub fn read_failures(folder: &Path) -> io::Result<Vec<FailedTrial>> {
    match fs::read(folder.join(FILE)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_those_of_the_last_run() {
        let folder = tempfile::tempdir().unwrap();
        let results = Results::open(folder.path().to_owned()).unwrap();
        assert_eq!(read_failures(folder.path()).unwrap(), []);
        let failed = FailedTrial {
            trial: "pairs/matching/official/0/net/0".to_owned(),
            fingerprint: Digest::of(b"net"),
            message: "net (plugin `net`, seed 0): the loss is not a number".to_owned(),
            last_words: vec!["epoch 3".to_owned()],
        };
        results
            .write_failures(std::slice::from_ref(&failed))
            .unwrap();
        assert_eq!(read_failures(folder.path()).unwrap(), [failed]);
        results.write_failures(&[]).unwrap();
        assert_eq!(read_failures(folder.path()).unwrap(), []);
    }
}
