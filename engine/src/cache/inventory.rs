use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

use super::engines::Engines;
use super::{Cache, Lookup, claim};
use crate::files::{Digest, Owner, read_sealed};

/// What kind of thing the cache keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What a trial left.
    Entry,
    /// What was made of a file of a folder.
    Piece,
}

/// One thing that the cache keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What kind of thing it is.
    pub kind: Kind,
    /// What it is kept by.
    pub digest: Digest,
    /// Its bytes on the disk.
    pub bytes: u64,
    /// When it was written.
    pub written: SystemTime,
    pub(super) path: PathBuf,
}

/// What the cache holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// Entries and pieces, by kind and digest.
    pub stored: Vec<Stored>,
    /// Bytes of everything else: journals, memos, what is being written.
    pub other_bytes: u64,
    /// The engines that use the cache just now.
    pub engines: Vec<String>,
    /// Trials that are being fitted just now.
    pub claims: usize,
}

impl Stored {
    /// Why it is damaged; none where every byte is as it was written.
    pub fn damage(&self, cache: &Cache) -> Option<String> {
        match self.kind {
            Kind::Entry => match cache.lookup(&self.digest) {
                Lookup::Damaged(why) => Some(why),
                // What another engine evicted meanwhile is not damaged.
                Lookup::Hit(_) | Lookup::Miss => None,
            },
            Kind::Piece => match read_sealed(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Some(error.to_string()),
                _ => None,
            },
        }
    }
}

impl Cache {
    /// What the cache holds.
    ///
    /// # Errors
    /// Where a folder of it cannot be read.
    pub fn inventory(&self) -> io::Result<Inventory> {
        let engines = Engines::of(&self.root)?;
        let mut stored = stored(&self.root.join("entries"), Kind::Entry)?;
        stored.extend(stored_pieces(&self.pieces())?);
        let all = walked(&self.root, 0, usize::MAX)?;
        let all: u64 = all.iter().map(|(_, bytes, _)| bytes).sum();
        let kept: u64 = stored.iter().map(|stored| stored.bytes).sum();
        let alive = engines
            .alive()
            .filter_map(|(lease, _)| Owner::in_name(lease));
        let claims = fs::read_dir(self.root.join(claim::FOLDER));
        Ok(Inventory {
            stored,
            other_bytes: all.saturating_sub(kept),
            engines: alive.map(|owner| owner.shown()).collect(),
            claims: claims.map_or(0, Iterator::count),
        })
    }

    /// The folder of what was made of files.
    pub fn pieces(&self) -> PathBuf {
        self.root.join("pieces")
    }

    /// Takes a thing away.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub fn remove(&self, stored: &Stored) -> io::Result<()> {
        self.discard(&stored.path)
    }
}

/// Folders two below `folder` that are named after a digest.
fn stored(folder: &Path, kind: Kind) -> io::Result<Vec<Stored>> {
    let found = walked(folder, 2, 2)?;
    let found = found.into_iter().filter_map(|(path, _, written)| {
        let digest = Digest::parse(path.file_name()?.to_str()?)?;
        let files = walked(&path, 1, 1).ok()?;
        let bytes = files.iter().map(|(_, bytes, _)| bytes).sum();
        Some(Stored {
            kind,
            digest,
            bytes,
            written,
            path,
        })
    });
    Ok(found.collect())
}

fn stored_pieces(folder: &Path) -> io::Result<Vec<Stored>> {
    let found = walked(folder, 2, 2)?;
    let found = found.into_iter().filter_map(|(path, bytes, written)| {
        // Datasets that were put together have an ending.
        let digest = Digest::parse(path.file_stem()?.to_str()?)?;
        Some(Stored {
            kind: Kind::Piece,
            digest,
            bytes,
            written,
            path,
        })
    });
    Ok(found.collect())
}

/// What lies so deep under a folder, with bytes (of a file) and time, by path; what vanishes meanwhile is passed over.
fn walked(folder: &Path, least: usize, most: usize) -> io::Result<Vec<(PathBuf, u64, SystemTime)>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let walk = WalkDir::new(folder).min_depth(least).max_depth(most);
    for item in walk.sort_by_file_name() {
        let of_item = item.and_then(|item| item.metadata().map(|metadata| (item, metadata)));
        match of_item {
            Ok((item, metadata)) => {
                let bytes = if metadata.is_file() {
                    metadata.len()
                } else {
                    0
                };
                found.push((item.into_path(), bytes, metadata.modified()?));
            }
            Err(error) => {
                let error = io::Error::from(error);
                if error.kind() != io::ErrorKind::NotFound {
                    return Err(error);
                }
            }
        }
    }
    Ok(found)
}
