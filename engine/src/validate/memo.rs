use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::files::{Digest, write_atomic};

/// What is kept under `key` in a folder.
pub(super) fn recall<T: DeserializeOwned>(folder: &Path, key: &Value) -> Option<T> {
    let bytes = fs::read(folder.join(file(key))).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Keeps a value under `key`. A memo only saves time: a cache that cannot be written is reported where it matters.
pub(super) fn keep<T: Serialize>(folder: &Path, key: &Value, value: &T) {
    let _ = serde_json::to_vec(value)
        .map_err(std::io::Error::other)
        .and_then(|bytes| write_atomic(&folder.join(file(key)), &bytes));
}

fn file(key: &Value) -> String {
    let digest = Digest::of(key.to_string().as_bytes());
    format!("{}.json", digest.as_str())
}
