use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::{Digest, Stamp, read_sealed, write_sealed};

/// Counts up when what is remembered is laid out otherwise.
const FORMAT: u32 = 1;

/// What was placed in a folder, as far as its files are as they were.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Placed {
    format: u32,
    files: BTreeMap<String, (Stamp, Digest)>,
}

impl Placed {
    /// What is remembered of a folder; nothing where it is unreadable, since it only saves time.
    pub fn remembered(memo: &Path) -> Self {
        let kept = read_sealed(memo).ok();
        let kept = kept.and_then(|bytes| postcard::from_bytes::<Self>(&bytes).ok());
        kept.filter(|placed| placed.format == FORMAT)
            .unwrap_or_default()
    }

    /// Whether a file has these contents.
    pub fn is_there(&self, file: &str, path: &Path, wanted: &Digest) -> bool {
        let Ok(stamp) = Stamp::of(path) else {
            return false;
        };
        match self.files.get(file) {
            Some((seen, digest)) if *seen == stamp => digest == wanted,
            _ => fs::read(path).is_ok_and(|bytes| Digest::of(&bytes) == *wanted),
        }
    }

    /// Remembers what a file holds, where a later change would be seen.
    pub fn remember(&mut self, file: &str, path: &Path, digest: &Digest) {
        if let Ok(stamp) = Stamp::of(path)
            && stamp.is_settled()
        {
            self.files.insert(file.to_owned(), (stamp, digest.clone()));
        }
    }

    /// Keeps what is remembered, where it is not what was before.
    pub fn keep(mut self, memo: &Path, before: &Self) {
        self.format = FORMAT;
        if self != *before {
            // It only saves time.
            let _ = postcard::to_allocvec(&self).map(|bytes| write_sealed(memo, &bytes));
        }
    }
}
