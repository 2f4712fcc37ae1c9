use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::screen::Screen;
use super::session::Prepared;
use crate::cache::Entry;
use crate::files::{Digest, Stamp, read_sealed, write_sealed};
use crate::results::{Provenance, Results};

/// Counts up when what is remembered is laid out otherwise.
const FORMAT: u32 = 1;

/// That the results in a folder are those of a run, for as long as nobody touches them: another run of the same then has
/// nothing to evaluate, draw or write.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Written {
    format: u32,
    /// Everything that the files depend on.
    inputs: Digest,
    /// What the run printed depends on this besides.
    screen: (usize, bool, bool),
    printed: String,
    files: Vec<(String, Stamp)>,
}

/// What results are remembered by.
pub(super) struct WrittenKey {
    memo: PathBuf,
    inputs: Digest,
    screen: (usize, bool, bool),
}

impl WrittenKey {
    /// The key of the results of entries, in the order of the plan; none where it is not known what they depend on.
    pub fn of<'a>(
        prepared: &Prepared,
        results: &Results,
        entries: impl Iterator<Item = Option<&'a Entry>>,
        screen: &Screen,
    ) -> Option<Self> {
        // Cards and predictors of datasets made here depend on files that no fingerprint names.
        if prepared.made_here().next().is_some() {
            return None;
        }
        let valid = &prepared.valid;
        let mut hasher = Sha256::new();
        let engine = Stamp::of(&std::env::current_exe().ok()?).ok()?;
        hasher.update(format!(
            "{FORMAT} {engine:?} {:?} {:?}",
            valid.reported, valid.figures
        ));
        let provenance = Provenance::of(valid, &prepared.plan);
        hasher.update(serde_json::to_vec(&provenance).ok()?);
        let mut text = String::new();
        for entry in entries {
            let Entry {
                digest, seconds, ..
            } = entry?;
            text.clear();
            // Writing to a string cannot fail.
            let _ = write!(text, "{} {seconds} ", digest.as_str());
            hasher.update(&text);
        }
        let folder = std::fs::canonicalize(results.folder()).ok()?;
        let name = Digest::of(folder.as_os_str().as_bytes());
        let memo = prepared.session.cache.memo().join("written");
        Some(Self {
            memo: memo.join(name.as_str()),
            inputs: Digest::finish(hasher),
            screen: (screen.width(), screen.colour(), screen.json()),
        })
    }

    /// What the run printed that wrote these results, where nothing was touched since.
    pub fn printed(&self, results: &Results) -> Option<String> {
        let written: Written = postcard::from_bytes(&read_sealed(&self.memo).ok()?).ok()?;
        let is_same = written.format == FORMAT
            && written.inputs == self.inputs
            && written.screen == self.screen;
        let is_untouched = |(file, stamp): &(String, Stamp)| {
            Stamp::of(&results.folder().join(file)).is_ok_and(|now| now == *stamp)
        };
        (is_same && written.files.iter().all(is_untouched)).then_some(written.printed)
    }

    /// Remembers the results, where a later change of them would be seen.
    pub fn keep(self, results: &Results, printed: &str) {
        let files = results.written().into_iter().map(|file| {
            let stamp = Stamp::of(&results.folder().join(&file)).ok()?;
            stamp.is_settled().then_some((file, stamp))
        });
        let Some(files) = files.collect::<Option<Vec<_>>>() else {
            return;
        };
        let written = Written {
            format: FORMAT,
            inputs: self.inputs,
            screen: self.screen,
            printed: printed.to_owned(),
            files,
        };
        // It only saves time.
        let _ = postcard::to_allocvec(&written).map(|bytes| write_sealed(&self.memo, &bytes));
    }
}
