use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::files::{Digest, write_atomic};

/// A fact kept under a key: what would take reading the data to find out again.
pub(super) struct Memo {
    path: PathBuf,
}

impl Memo {
    /// The place of a key, which holds everything the fact depends on.
    pub fn of(folder: &Path, key: &Value) -> Self {
        let digest = Digest::of(key.to_string().as_bytes());
        Self {
            path: folder.join(format!("{}.json", digest.as_str())),
        }
    }

    /// The fact, where there is one.
    pub fn recall<T: DeserializeOwned>(&self) -> Option<T> {
        let bytes = fs::read(&self.path).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps a fact. It only saves time: a cache that cannot be written is reported where it matters.
    pub fn keep<T: Serialize>(&self, fact: &T) {
        let _ = serde_json::to_vec(fact)
            .map_err(std::io::Error::other)
            .and_then(|bytes| write_atomic(&self.path, &bytes));
    }
}
