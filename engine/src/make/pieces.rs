use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::files::{Digest, read_sealed, write_sealed};

/// Counts up when the bytes of pieces are laid out otherwise.
const FORMAT: u32 = 1;

/// What is kept of files that were worked on, by what it depends on.
#[derive(Debug)]
pub struct Pieces {
    folder: PathBuf,
    /// What a plugin broke over in this run, and how: not kept, so that the next run tries again.
    broken: Mutex<BTreeMap<Digest, String>>,
    /// Those that were asked for or kept in this run.
    used: Mutex<BTreeSet<Digest>>,
}

impl Pieces {
    /// The pieces kept under a folder.
    pub fn under(folder: PathBuf) -> Self {
        Self {
            folder,
            broken: Mutex::default(),
            used: Mutex::default(),
        }
    }

    /// The name of a piece that depends on these facts.
    pub(super) fn name(facts: &Value) -> Digest {
        let mut facts = serde_json::json!([FORMAT, facts]);
        facts.sort_all_objects();
        Digest::of(facts.to_string().as_bytes())
    }

    /// Where a piece lies.
    pub(super) fn path(&self, name: &Digest) -> PathBuf {
        let text = name.as_str();
        self.folder.join(text.get(..2).unwrap_or(text)).join(text)
    }

    /// A piece; none where it is not there or damaged.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &Digest) -> Option<T> {
        self.use_now(name);
        postcard::from_bytes(&read_sealed(&self.path(name)).ok()?).ok()
    }

    /// Keeps a piece.
    pub(super) fn put<T: Serialize>(&self, name: &Digest, piece: &T) -> io::Result<()> {
        self.use_now(name);
        let bytes = postcard::to_allocvec(piece).map_err(io::Error::other)?;
        write_sealed(&self.path(name), &bytes)
    }

    /// The pieces that were asked for or kept in this run.
    pub fn used(&self) -> BTreeSet<Digest> {
        self.used
            .lock()
            .map(|used| used.clone())
            .unwrap_or_default()
    }

    /// Counts something as asked for, such as the entry of a trial that predicts.
    pub(super) fn use_now(&self, name: &Digest) {
        if let Ok(mut used) = self.used.lock() {
            used.insert(name.clone());
        }
    }

    /// How a plugin broke over a piece in this run.
    pub(super) fn broken(&self, name: &Digest) -> Option<String> {
        self.broken.lock().ok()?.get(name).cloned()
    }

    /// Remembers for this run that a plugin broke over a piece.
    pub(super) fn breaks(&self, name: &Digest, reason: &str) {
        if let Ok(mut broken) = self.broken.lock() {
            broken.insert(name.clone(), reason.to_owned());
        }
    }

    /// Whether a plugin broke over any piece in this run.
    pub fn any_broken(&self) -> bool {
        self.broken.lock().is_ok_and(|broken| !broken.is_empty())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
