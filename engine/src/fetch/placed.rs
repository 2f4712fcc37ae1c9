use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dataset::ArchiveSource;
use crate::files::{Digest, write_atomic};

/// What an archive left in the folder of a dataset, kept in a hidden file there: the archive itself is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Where the archive was fetched from.
    pub url: String,
    /// Its digest.
    pub sha256: String,
    /// Its files.
    pub files: Vec<PlacedFile>,
}

/// A file that was unpacked and placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedFile {
    /// Its path below the folder that they were placed in.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes.
    pub sha256: Digest,
}

impl Placed {
    /// Where it is kept of an archive that is placed below `root`.
    pub fn path(root: &Path, source: &ArchiveSource<'_>) -> PathBuf {
        let archive = source.archive;
        let (folder, into) = (source.folder.display(), source.into.display());
        let key = format!("{}\n{folder}\n{into}", archive.sha256);
        root.join(format!(
            ".fetched-{}.json",
            Digest::of(key.as_bytes()).short()
        ))
    }

    /// What was kept; none where there is nothing, or nothing that can be read.
    pub fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Keeps it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        write_atomic(path, &serde_json::to_vec(self)?)
    }
}
