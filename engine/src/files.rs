//! The one door to the file system: atomic writes, digests, and a memo of digests.
//!
//! The memo (`memo/digests.json` in the cache) keeps the SHA-256 of files by path, together with their stamp: device,
//! inode, size, modification *and change* time. The change time cannot be set back by a program, so a byte changed in
//! place is seen even where the modification time was restored.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Bytes read at once while hashing: large enough that the system calls cost nothing.
const HASH_BUFFER: usize = 256 * 1024;

/// A file younger than this is not remembered: its stamp might not change with the next write.
const SETTLED: Duration = Duration::from_millis(50);

/// A SHA-256 in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(bytes))
    }

    /// The digest a hasher arrived at.
    pub fn finish(hasher: Sha256) -> Self {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(64);
        for byte in hasher.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The digest of a file's bytes.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; HASH_BUFFER];
        loop {
            let count = file.read(&mut buffer)?;
            if count == 0 {
                return Ok(Self::finish(hasher));
            }
            hasher.update(&buffer[..count]);
        }
    }

    /// The digest as text, 64 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first characters, enough for people.
    pub fn short(&self) -> &str {
        &self.0[..12.min(self.0.len())]
    }
}

/// What tells a file from its later versions without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified_ns: i128,
    changed_ns: i128,
}

impl Stamp {
    /// The stamp of a file or folder.
    ///
    /// # Errors
    /// Where there is none.
    pub fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        let nanoseconds =
            |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Ok(Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.len(),
            modified_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    fn is_settled(&self) -> bool {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let settled = now.saturating_sub(SETTLED).as_nanos();
        i128::try_from(settled).is_ok_and(|settled| self.changed_ns < settled)
    }
}

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
        let digest = Digest::of_file(&path)?;
        if stamp.is_settled()
            && let Ok(mut known) = self.known.lock()
        {
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

/// Writes a file whole or not at all: to a temporary file beside it, then renamed.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_renamed(path, bytes, false)
}

/// Like [`write_atomic`], and on the disk before it has its name: what is there after a power cut is whole.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_renamed(path, bytes, true)
}

fn write_renamed(path: &Path, bytes: &[u8], synced: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".writing-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    if synced {
        file.as_file().sync_data()?;
    }
    // A temporary file is private to its owner; results are for everyone the folder is for.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file()
            .set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path)?;
    Ok(())
}

/// Writes bytes after their digest, whole or not at all: damage is seen when they are read.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_sealed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut sealed = Digest::of(bytes).as_str().as_bytes().to_vec();
    sealed.extend_from_slice(bytes);
    write_atomic(path, &sealed)
}

/// The bytes that [`write_sealed`] wrote.
///
/// # Errors
/// Where the file cannot be read, or is not as it was written.
pub fn read_sealed(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = fs::read(path)?;
    let damaged = || {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "it does not have the digest it was written with",
        )
    };
    let length = Digest::of(&[]).as_str().len();
    if bytes.len() < length {
        return Err(damaged());
    }
    let sealed = bytes.split_off(length);
    if Digest::of(&sealed).as_str().as_bytes() != bytes {
        return Err(damaged());
    }
    Ok(sealed)
}

/// Writes a file unless it already holds these bytes.
///
/// # Errors
/// Where the folder cannot be made or written to.
pub fn write_changed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    write_atomic(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_the_published_sha256_of_abc() {
        assert_eq!(
            Digest::of(b"abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

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
