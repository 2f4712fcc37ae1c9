use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A file younger than this is not remembered: its stamp might not change with the next write.
pub(super) const SETTLED: Duration = Duration::from_millis(50);

/// The same, on file systems whose clocks tell whole seconds.
const SETTLED_COARSE: Duration = Duration::from_secs(2);

const NANOSECONDS: i128 = 1_000_000_000;

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
        Ok(Self::in_metadata(&fs::metadata(path)?))
    }

    fn in_metadata(metadata: &Metadata) -> Self {
        let nanoseconds =
            |seconds: i64, rest: i64| i128::from(seconds) * NANOSECONDS + i128::from(rest);
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.len(),
            modified_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Whether the file would have another stamp if it were written to now.
    pub fn is_settled(&self) -> bool {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let age = match self.changed_ns % NANOSECONDS {
            0 => SETTLED_COARSE,
            _ => SETTLED,
        };
        let settled = now.saturating_sub(age).as_nanos();
        i128::try_from(settled).is_ok_and(|settled| self.changed_ns < settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_that_tells_whole_seconds_is_given_longer() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let changed = |changed: Duration| Stamp {
            changed_ns: i128::try_from(changed.as_nanos()).unwrap(),
            ..Stamp::of(folder.path()).unwrap()
        };
        let whole = |ago: u64| changed(Duration::from_secs(now.as_secs() - ago));
        assert!(!whole(1).is_settled());
        assert!(whole(4).is_settled());
        let fine = Duration::new(now.as_secs() - 1, 1);
        assert!(changed(fine).is_settled());
    }
}
