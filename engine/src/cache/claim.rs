use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::engines::Engines;
use super::{Cache, Lease};
use crate::files::{Digest, create_exclusive};

pub(super) const FOLDER: &str = "claims";
/// The ending of what an engine holds while it breaks a claim.
pub(super) const BREAKING: &str = "breaking";

/// A claim without a name is being written; after so long it is what a power cut left.
const BEING_WRITTEN: Duration = Duration::from_secs(30);

/// That this engine fits a trial, until it is dropped.
#[derive(Debug)]
pub struct Claim {
    path: PathBuf,
}

/// Whose a trial is.
#[derive(Debug)]
pub enum Claimed {
    /// This engine's, from now on.
    Own(Claim),
    /// Another engine's, which runs.
    Others,
}

impl Cache {
    /// Claims a trial, unless another engine that runs has. Claims of engines that run no more are broken.
    ///
    /// # Errors
    /// Where the cache cannot be written to.
    pub fn claim(&self, digest: &Digest, lease: &Lease) -> io::Result<Claimed> {
        let path = self.root.join(FOLDER).join(digest.as_str());
        loop {
            match create_exclusive(&path, lease.name().as_bytes()) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return made.map(|()| Claimed::Own(Claim { path })),
            }
            match broken(&self.root, &path, lease) {
                Ok(true) => {}
                Ok(false) => return Ok(Claimed::Others),
                // It was given up, or broken, just now.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Takes a claim away whose engine runs no more; whether it is gone.
///
/// Only an engine that holds the exclusive file beside it may do so, or two could each take away what the other has made
/// meanwhile.
pub(super) fn broken(root: &Path, path: &Path, lease: &Lease) -> io::Result<bool> {
    if is_held(root, path)? {
        return Ok(false);
    }
    let breaking = path.with_extension(BREAKING);
    match create_exclusive(&breaking, lease.name().as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // An engine that ended just here is one in a million, and costs a trial fitted twice at most.
            if !is_held(root, &breaking)? {
                fs::remove_file(&breaking)?;
            }
            return Ok(false);
        }
        made => made?,
    }
    let gone = is_held(root, path).and_then(|is_held| {
        if is_held {
            return Ok(false);
        }
        fs::remove_file(path).map(|()| true)
    });
    fs::remove_file(&breaking)?;
    gone
}

/// Whether the engine runs whose name is in a file.
pub(super) fn is_held(root: &Path, path: &Path) -> io::Result<bool> {
    let holder = fs::read_to_string(path)?;
    if holder.is_empty() {
        let age = fs::metadata(path)?.modified()?.elapsed();
        return Ok(age.unwrap_or_default() < BEING_WRITTEN);
    }
    Ok(Engines::of(root)?.is_alive(&holder))
}

impl Drop for Claim {
    fn drop(&mut self) {
        // One that stays is broken once this engine has ended.
        let _ = fs::remove_file(&self.path);
    }
}
