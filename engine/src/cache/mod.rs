//! The cache: from a fingerprint to what the trial left.
//!
//! ```text
//! CACHE/entries/ab/abcd.../entry                first line: SHA-256 of the rest; then JSON: fingerprint, digests of the
//!                                               files below, columns of the predictions, seconds
//! CACHE/entries/ab/abcd.../predictions.parquet  the predictions
//! CACHE/entries/ab/abcd.../report.json          losses of every epoch, and what else the model reported
//! CACHE/pieces/ab/abcd...                       what was made of files of a folder, sealed by a digest
//! CACHE/journal/EXPERIMENT/000001.jsonl         what each run did; see [`crate::journal`]
//! CACHE/engines/HOST.PROCESS.xyz                the lease of an engine that runs: who it is and what it needs
//! CACHE/claims/abcd...                          which engine fits a trial just now
//! CACHE/uses/abcd...                            the entries that a plan needs; its time is when they were last used
//! CACHE/slurm/BATCH/                            a job array of a cluster; see [`crate::slurm`]
//! CACHE/limit                                   how large the cache may grow, such as `50 GiB`; absent: without limit
//! CACHE/memo/                                   what only saves time: digests, facts, manifests, stamps of entries
//! CACHE/tmp/                                    entries being written, and the arrays of running trials
//! ```
//!
//! **Entries** are written under `tmp` and renamed; every byte is checked when it is read, and a damaged entry is a miss.
//! Looking up thousands need not read them: where device, inode, size, modification *and* change time of an entry's files
//! are those seen when they were last read and checked, they hold what they held. Whoever reads predictions checks them
//! again. The entry of a trial that took long is on the disk before it is renamed: a power cut may cost the trials of the
//! last half minute that took no longer than a sync, and no others. Failures are never stored.
//!
//! **Several engines** of several machines and users may share a cache. They only ever create files exclusively and rename,
//! which is atomic on network file systems too. An engine that is about to fit a trial claims it, so that the others turn to
//! other trials; a claim saves work and nothing depends on it: of two engines that fit one trial, the first to rename its
//! entry wins, and the other's is the same. A lease is alive while its process is, as seen on its own machine, and elsewhere
//! while its file is touched, which its engine does twice a minute; claims of dead leases may be broken.
//!
//! **Eviction** ([`Cache::sweep`]) removes what was not used for longest until the limit is met, and nothing that a plan of
//! an engine with a lease needs. An engine takes its lease before it looks anything up, and waits where a sweep runs; a
//! sweep marks itself before it reads the leases. So one of them sees the other.

mod claim;
mod engines;
mod entry;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod inventory;
mod lease;
mod limit;
mod looked;
mod sweep;
mod uses;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

pub use claim::{Claim, Claimed};
pub use entry::{Entry, Left};
pub use inventory::{Inventory, Kind, Stored};
pub use lease::Lease;
pub use looked::Looking;
pub use sweep::{Sweeping, Swept};

use crate::files::{Digest, mark, write_atomic, write_durable};
use crate::fingerprint::Fingerprint;

/// Seconds of work that are worth the disk's time to sync: less is sooner done again.
const WORTH_A_SYNC: f64 = 0.5;

/// How often an entry is put in its place, where others put and take theirs.
const TRIES: usize = 3;

/// A folder of results by fingerprint.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
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
            .prefix(&format!("{}-", mark()))
            .tempdir_in(self.root.join("tmp"))
    }

    /// What there is for a fingerprint.
    pub fn lookup(&self, digest: &Digest) -> Lookup {
        entry::read(&self.folder(digest), digest)
    }

    /// Stores what a trial left, with the losses of its epochs and what else its model reported; an entry that is there
    /// already is kept where it is whole.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn store(
        &self,
        fingerprint: &Fingerprint,
        left: &Left,
        report: &Value,
    ) -> io::Result<Entry> {
        let digest = fingerprint.digest();
        let folder = self.folder(&digest);
        let report = serde_json::to_vec(report)?;
        let (entry, about) = left.described(fingerprint, &report, folder.clone());
        let is_durable = left.seconds >= WORTH_A_SYNC;
        let write = if is_durable {
            write_durable
        } else {
            write_atomic
        };
        let writing = self.scratch()?;
        let at = |file: &str| writing.path().join(file);
        write(&at(entry::ENTRY), &about)?;
        write(&at(entry::PREDICTIONS), &left.predictions)?;
        entry::guard(&at(entry::PREDICTIONS))?;
        write(&at(entry::REPORT), &report)?;

        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut tried = 1;
        while let Err(error) = fs::rename(writing.path(), &folder) {
            match self.lookup(&digest) {
                // Another engine was first.
                Lookup::Hit(there) => return Ok(there),
                Lookup::Damaged(_) if tried < TRIES => self.discard(&folder)?,
                // It was evicted just now.
                Lookup::Miss if tried < TRIES => {}
                _ => return Err(error),
            }
            tried += 1;
        }
        if is_durable {
            let entries = self.root.join("entries");
            for folder in [folder.parent().unwrap_or(&entries), &entries] {
                // The entry is there; not every file system syncs folders.
                let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
            }
        }
        Ok(entry)
    }

    /// What the model of a trial told of its fit: `epochs`, the losses of each, and `model`, anything else; none where
    /// it cannot be read.
    pub fn report(&self, digest: &Digest) -> Option<Value> {
        entry::report(&self.folder(digest))
    }

    /// The fingerprint of an entry, as [`Fingerprint::document`] gave it; none where there is no whole entry.
    pub fn fingerprint(&self, digest: &Digest) -> Option<Value> {
        entry::fingerprint(&self.folder(digest), digest)
    }

    /// Free bytes on the disk of the cache; none where the system does not tell.
    pub fn free_bytes(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(&self.root).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Takes a folder away at once, then removes it.
    fn discard(&self, folder: &Path) -> io::Result<()> {
        let away = self.scratch()?;
        match fs::rename(folder, away.path().join("discarded")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            // Another engine was quicker.
            _ => Ok(()),
        }
    }

    fn folder(&self, digest: &Digest) -> PathBuf {
        fanned(&self.root.join("entries"), digest)
    }
}

/// The place of a digest under a folder, which holds at most 256 others.
fn fanned(folder: &Path, digest: &Digest) -> PathBuf {
    let text = digest.as_str();
    folder.join(text.get(..2).unwrap_or(text)).join(text)
}

#[cfg(test)]
mod tests;
