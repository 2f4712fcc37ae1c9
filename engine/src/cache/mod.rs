//! The cache: from a fingerprint to what the trial left.
//!
//! ```text
//! CACHE/entries/ab/abcd.../entry                first line: SHA-256 of the rest; then JSON: fingerprint, digest
//!                                               and columns of the predictions, seconds
//! CACHE/entries/ab/abcd.../predictions.parquet  the predictions
//! CACHE/entries/ab/abcd.../report.json          losses of every epoch, and what else the model reported
//! CACHE/memo/                                   what only saves time: digests, facts, manifests
//! CACHE/tmp/                                    entries being written, and the arrays of running trials
//! ```
//!
//! An entry is written under `tmp` and renamed; every byte is checked when it is read, and a damaged entry is a miss. The
//! entry of a trial that took long is on the disk before it is renamed: a power cut may cost the trials of the last half
//! minute that took no longer than a sync, and no others. Failures are never stored. Several engines may share a cache: the first to rename an entry wins, and
//! the other's is the same.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::TempDir;

use crate::files::{Digest, write_atomic, write_durable};
use crate::fingerprint::Fingerprint;

const ENTRY: &str = "entry";
const PREDICTIONS: &str = "predictions.parquet";
const REPORT: &str = "report.json";

/// Seconds of work that are worth the disk's time to sync: less is sooner done again.
const WORTH_A_SYNC: f64 = 0.5;

/// A folder of results by fingerprint.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

/// What a trial left.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The predictions, as the bytes of a Parquet file.
    pub predictions: Vec<u8>,
    /// What is said of them.
    pub about: About,
}

/// What is said of an entry's predictions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The inputs, as [`Fingerprint::document`] gives them.
    pub fingerprint: Value,
    /// The digest of the predictions.
    pub predictions: Digest,
    /// The columns of the predictions, in order.
    pub columns: Vec<String>,
    /// How long the trial took.
    pub seconds: f64,
}

/// What the cache has for a fingerprint.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    /// The entry, every byte of it checked.
    Hit(Entry),
    /// Nothing.
    Miss,
    /// An entry that cannot be used; why.
    Damaged(String),
}

impl Cache {
    /// The folder named by `EMOSPEC_CACHE_DIR`, else `emospec` in the user's cache folder.
    pub fn default_root() -> Option<PathBuf> {
        let set = |name| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        set("EMOSPEC_CACHE_DIR")
            .or_else(|| Some(set("XDG_CACHE_HOME")?.join("emospec")))
            .or_else(|| Some(set("HOME")?.join(".cache/emospec")))
    }

    /// Opens the cache, and makes its folders.
    ///
    /// # Errors
    /// Where they cannot be made or written to.
    pub fn open(root: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(root.join("entries"))?;
        fs::create_dir_all(root.join("tmp"))?;
        tempfile::tempfile_in(root.join("tmp"))?;
        fs::read_dir(root.join("entries"))?;
        Ok(Self { root })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of what only saves time.
    pub fn memo(&self) -> PathBuf {
        self.root.join("memo")
    }

    /// A new folder for arrays, removed when dropped.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn scratch(&self) -> io::Result<TempDir> {
        tempfile::Builder::new()
            .prefix("run-")
            .tempdir_in(self.root.join("tmp"))
    }

    /// What there is for a fingerprint.
    pub fn lookup(&self, digest: &Digest) -> Lookup {
        let folder = self.folder(digest);
        let entry = match fs::read(folder.join(ENTRY)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.exists() => {
                return Lookup::Miss;
            }
            Err(error) => return Lookup::Damaged(error.to_string()),
        };
        match read_entry(&folder, &entry, digest) {
            Ok(entry) => Lookup::Hit(entry),
            Err(reason) => Lookup::Damaged(reason),
        }
    }

    /// Stores what a trial left, with the losses of its epochs and what else its model reported; an entry that is there
    /// already is kept where it is whole.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn store(
        &self,
        fingerprint: &Fingerprint,
        entry: &Entry,
        report: &Value,
    ) -> io::Result<()> {
        let digest = fingerprint.digest();
        let writing = self.scratch()?;
        let about = serde_json::to_vec(&entry.about)?;
        let mut bytes = Digest::of(&about).as_str().as_bytes().to_vec();
        bytes.push(b'\n');
        bytes.extend_from_slice(&about);
        let write = if entry.about.seconds < WORTH_A_SYNC {
            write_atomic
        } else {
            write_durable
        };
        write(&writing.path().join(ENTRY), &bytes)?;
        write(&writing.path().join(PREDICTIONS), &entry.predictions)?;
        write(&writing.path().join(REPORT), &serde_json::to_vec(report)?)?;

        let folder = self.folder(&digest);
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)?;
        }
        if matches!(self.lookup(&digest), Lookup::Damaged(_)) {
            fs::rename(&folder, writing.path().with_extension("damaged"))?;
            fs::remove_dir_all(writing.path().with_extension("damaged"))?;
        }
        match fs::rename(writing.path(), &folder) {
            Ok(()) => Ok(()),
            // Another engine was first: its entry has the same fingerprint.
            Err(_) if folder.join(ENTRY).is_file() => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What the model of a trial told of its fit: `epochs`, the losses of each, and `model`, anything else; none where
    /// it cannot be read.
    pub fn report(&self, digest: &Digest) -> Option<Value> {
        let bytes = fs::read(self.folder(digest).join(REPORT)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    fn folder(&self, digest: &Digest) -> PathBuf {
        let text = digest.as_str();
        self.root
            .join("entries")
            .join(text.get(..2).unwrap_or(text))
            .join(text)
    }
}

fn read_entry(folder: &Path, entry: &[u8], digest: &Digest) -> Result<Entry, String> {
    let damaged = |what: &str| format!("its {what} does not have the digest it was written with");
    let line = entry.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let (stated, about) = (&entry[..line], entry.get(line + 1..).unwrap_or_default());
    if Digest::of(about).as_str().as_bytes() != stated {
        return Err(damaged("record"));
    }
    let about: About = serde_json::from_slice(about).map_err(|error| error.to_string())?;
    if Digest::of(about.fingerprint.to_string().as_bytes()) != *digest {
        return Err("it belongs to another trial".to_owned());
    }
    let predictions = fs::read(folder.join(PREDICTIONS)).map_err(|error| error.to_string())?;
    if Digest::of(&predictions) != about.predictions {
        return Err(damaged("predictions"));
    }
    Ok(Entry { predictions, about })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::example;

    fn entry(fingerprint: &Fingerprint) -> Entry {
        let predictions = b"predictions".to_vec();
        Entry {
            about: About {
                fingerprint: fingerprint.document(),
                predictions: Digest::of(&predictions),
                columns: vec!["id".into()],
                seconds: 0.5,
            },
            predictions,
        }
    }

    #[test]
    fn what_is_stored_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned()).unwrap();
        let print = example();
        assert_eq!(cache.lookup(&print.digest()), Lookup::Miss);
        cache.store(&print, &entry(&print), &Value::Null).unwrap();
        assert_eq!(cache.lookup(&print.digest()), Lookup::Hit(entry(&print)));
        cache.store(&print, &entry(&print), &Value::Null).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
    }

    #[test]
    fn every_damaged_byte_is_a_miss_that_can_be_stored_again() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned()).unwrap();
        let print = example();
        cache.store(&print, &entry(&print), &Value::Null).unwrap();
        for file in [ENTRY, PREDICTIONS] {
            let path = cache.folder(&print.digest()).join(file);
            let whole = fs::read(&path).unwrap();
            for at in 0..whole.len() {
                let mut damaged = whole.clone();
                damaged[at] ^= 1;
                fs::write(&path, damaged).unwrap();
                let found = cache.lookup(&print.digest());
                assert!(matches!(found, Lookup::Damaged(_)), "{file} byte {at}");
            }
            cache.store(&print, &entry(&print), &Value::Null).unwrap();
            assert_eq!(cache.lookup(&print.digest()), Lookup::Hit(entry(&print)));
        }
    }
}
