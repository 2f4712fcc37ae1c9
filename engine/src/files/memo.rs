use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::{Digest, Stamp, write_changed};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Remembered {
    stamp: Stamp,
    digest: Digest,
}

/// Digests of files, remembered between runs.
#[derive(Debug)]
pub struct DigestMemo {
    path: PathBuf,
    known: Mutex<BTreeMap<PathBuf, Remembered>>,
}

impl DigestMemo {
    /// The memo kept at `path`; empty where it is absent or unreadable, since it only saves time.
    pub fn open(path: PathBuf) -> Self {
        let known = fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self {
            path,
            known: Mutex::new(known),
        }
    }

    /// The digest of a file, read only where its stamp is new.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn digest(&self, path: &Path) -> io::Result<Digest> {
        let path = fs::canonicalize(path)?;
        let stamp = Stamp::of(&path)?;
        if let Ok(known) = self.known.lock()
            && let Some(remembered) = known.get(&path)
            && remembered.stamp == stamp
        {
            return Ok(remembered.digest.clone());
        }
        // Not once it was read: what was written meanwhile may have changed what was read before, and not the stamp.
        let is_settled = stamp.is_settled();
        let digest = Digest::of_file(&path)?;
        if is_settled && let Ok(mut known) = self.known.lock() {
            let digest = digest.clone();
            known.insert(path, Remembered { stamp, digest });
        }
        Ok(digest)
    }

    /// Writes the memo where it changed.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn save(&self) -> io::Result<()> {
        let Ok(known) = self.known.lock() else {
            return Ok(());
        };
        write_changed(&self.path, &serde_json::to_vec(&*known)?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::super::stamp::SETTLED;
    use super::*;

    #[test]
    fn byte_changed_in_place_with_its_modification_time_restored_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let memo = DigestMemo::open(folder.path().join("memo.json"));
        fs::write(&path, b"one").unwrap();
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        std::thread::sleep(SETTLED * 2);
        let before = memo.digest(&path).unwrap();

        fs::write(&path, b"two").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(modified).unwrap();
        assert_ne!(memo.digest(&path).unwrap(), before);
    }

    #[test]
    fn memo_survives_and_a_damaged_memo_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let path = folder.path().join("memo.json");
        fs::write(&data, b"abc").unwrap();
        std::thread::sleep(SETTLED * 2);
        let memo = DigestMemo::open(path.clone());
        let digest = memo.digest(&data).unwrap();
        memo.save().unwrap();
        assert_eq!(
            DigestMemo::open(path.clone()).known.lock().unwrap().len(),
            1
        );

        fs::write(&path, b"{").unwrap();
        let memo = DigestMemo::open(path);
        assert_eq!(memo.digest(&data).unwrap(), digest);
    }
}
