use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{CHECK, KEPT, Record};
use crate::files::Digest;
use crate::fingerprint::Fingerprint;

/// The journal of a run, which only grows.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    /// The inputs written so far, by their place in memory.
    inputs: BTreeMap<usize, (usize, Arc<Fingerprint>)>,
    /// Why it cannot be written to any more.
    broken: Option<String>,
}

impl Journal {
    /// Begins the journal of a run in the folder of its experiment, and removes the oldest ones there.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut numbers = super::read::numbers(folder)?;
        let mut next = numbers.last().map_or(1, |last| last + 1);
        let (path, file) = loop {
            let path = super::read::path(folder, next);
            match File::options().append(true).create_new(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => next += 1,
                made => break (path, made?),
            }
        };
        let old = numbers.len().saturating_sub(KEPT - 1);
        for number in numbers.drain(..old) {
            // Another engine may have removed it.
            let _ = fs::remove_file(super::read::path(folder, number));
        }
        let state = State {
            file,
            inputs: BTreeMap::new(),
            broken: None,
        };
        Ok(Self {
            path,
            state: Mutex::new(state),
        })
    }

    /// Appends a record. A journal that cannot be written to any more, on a full disk, stops growing and says so at the end.
    pub fn append(&self, record: &Record) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.append(record);
    }

    /// The number of a trial's inputs, which are written where they are new.
    pub fn inputs(&self, inputs: &Arc<Fingerprint>) -> usize {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let place = Arc::as_ptr(inputs).addr();
        if let Some((number, _)) = state.inputs.get(&place) {
            return *number;
        }
        let number = state.inputs.len();
        state.append(&Record::Inputs {
            number,
            fingerprint: inputs.document(),
        });
        state.inputs.insert(place, (number, Arc::clone(inputs)));
        number
    }

    /// Why something could not be written, where it could not.
    pub fn broken(&self) -> Option<String> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let broken = state.broken.as_ref()?;
        Some(format!("{}: {broken}", self.path.display()))
    }
}

impl State {
    fn append(&mut self, record: &Record) {
        if self.broken.is_some() {
            return;
        }
        let written = line(record).and_then(|line| self.file.write_all(line.as_bytes()));
        self.broken = written.err().map(|error| error.to_string());
    }
}

/// A record as a line.
pub(super) fn line(record: &Record) -> io::Result<String> {
    let text = serde_json::to_string(record)?;
    let digest = Digest::of(text.as_bytes());
    Ok(format!("{} {text}\n", &digest.as_str()[..CHECK]))
}
