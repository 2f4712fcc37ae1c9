use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Lookup;
use crate::files::{Digest, Stamp};
use crate::fingerprint::Fingerprint;

pub(super) const ENTRY: &str = "entry";
pub(super) const PREDICTIONS: &str = "predictions.parquet";
pub(super) const REPORT: &str = "report.json";

/// What a trial left, in the cache. Its predictions stay on the disk until they are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The digest of the predictions.
    pub digest: Digest,
    /// The columns of the predictions, in order.
    pub columns: Vec<String>,
    /// How long the trial took.
    pub seconds: f64,
    folder: PathBuf,
}

/// What a trial leaves, before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    /// The predictions, as the bytes of a Parquet file.
    pub predictions: Vec<u8>,
    /// The columns of the predictions, in order.
    pub columns: Vec<String>,
    /// How long the trial took.
    pub seconds: f64,
}

/// What the first file of an entry says.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    fingerprint: Value,
    predictions: Digest,
    columns: Vec<String>,
    seconds: f64,
    /// Absent in entries whose report nothing vouches for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report: Option<Digest>,
}

impl Entry {
    pub(super) fn at(folder: PathBuf, digest: Digest, columns: Vec<String>, seconds: f64) -> Self {
        Self {
            digest,
            columns,
            seconds,
            folder,
        }
    }

    /// The predictions, as the bytes of a Parquet file.
    ///
    /// # Errors
    /// Where they cannot be read, or are not those that the trial left.
    pub fn predictions(&self) -> io::Result<Vec<u8>> {
        let bytes = fs::read(self.path())?;
        if Digest::of(&bytes) != self.digest {
            let message = damaged("predictions");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(bytes)
    }

    /// The file of the predictions.
    pub fn path(&self) -> PathBuf {
        self.folder.join(PREDICTIONS)
    }

    /// What tells its files from later ones; none where one is missing.
    pub(super) fn stamps(folder: &Path) -> Option<[Stamp; 3]> {
        let of = |file: &str| Stamp::of(&folder.join(file)).ok();
        Some([of(ENTRY)?, of(PREDICTIONS)?, of(REPORT)?])
    }
}

impl Left {
    /// The entry that it becomes in a folder, and the bytes of its first file.
    pub(super) fn described(
        &self,
        fingerprint: &Fingerprint,
        report: &[u8],
        folder: PathBuf,
    ) -> (Entry, Vec<u8>) {
        let digest = Digest::of(&self.predictions);
        let about = About {
            fingerprint: fingerprint.document(),
            predictions: digest.clone(),
            columns: self.columns.clone(),
            seconds: self.seconds,
            report: Some(Digest::of(report)),
        };
        // A document of numbers and texts is written to memory.
        let text = serde_json::to_vec(&about).unwrap_or_default();
        let mut bytes = Digest::of(&text).as_str().as_bytes().to_vec();
        bytes.push(b'\n');
        bytes.extend_from_slice(&text);
        let entry = Entry::at(folder, digest, self.columns.clone(), self.seconds);
        (entry, bytes)
    }
}

/// Lets nobody write to predictions: results may be another name of the same file.
pub(super) fn guard(path: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions)
}

/// The entry in a folder, every byte of it checked.
pub(super) fn read(folder: &Path, digest: &Digest) -> Lookup {
    match whole(folder, digest) {
        Ok(entry) => Lookup::Hit(entry),
        Err(_) if !folder.exists() => Lookup::Miss,
        Err(reason) => Lookup::Damaged(reason),
    }
}

fn whole(folder: &Path, digest: &Digest) -> Result<Entry, String> {
    let about = about(folder)?;
    if Digest::of(about.fingerprint.to_string().as_bytes()) != *digest {
        return Err("it belongs to another trial".to_owned());
    }
    if let Some(stated) = &about.report {
        is_whole(folder, REPORT, "report", stated)?;
    }
    is_whole(folder, PREDICTIONS, "predictions", &about.predictions)?;
    let folder = folder.to_owned();
    Ok(Entry::at(
        folder,
        about.predictions,
        about.columns,
        about.seconds,
    ))
}

fn is_whole(folder: &Path, file: &str, what: &str, stated: &Digest) -> Result<(), String> {
    let bytes = fs::read(folder.join(file)).map_err(|error| format!("its {what}: {error}"))?;
    if Digest::of(&bytes) == *stated {
        Ok(())
    } else {
        Err(damaged(what))
    }
}

fn about(folder: &Path) -> Result<About, String> {
    let bytes = fs::read(folder.join(ENTRY)).map_err(|error| format!("its record: {error}"))?;
    let line = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let (stated, text) = (&bytes[..line], bytes.get(line + 1..).unwrap_or_default());
    if Digest::of(text).as_str().as_bytes() != stated {
        return Err(damaged("record"));
    }
    serde_json::from_slice(text).map_err(|error| format!("its record: {error}"))
}

pub(super) fn report(folder: &Path) -> Option<Value> {
    let stated = about(folder).ok()?.report?;
    let bytes = fs::read(folder.join(REPORT)).ok()?;
    (Digest::of(&bytes) == stated).then(|| serde_json::from_slice(&bytes).ok())?
}

pub(super) fn fingerprint(folder: &Path, digest: &Digest) -> Option<Value> {
    let fingerprint = about(folder).ok()?.fingerprint;
    (Digest::of(fingerprint.to_string().as_bytes()) == *digest).then_some(fingerprint)
}

fn damaged(what: &str) -> String {
    format!("its {what} does not have the digest it was written with")
}
