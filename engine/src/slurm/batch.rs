use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::asked::{Asked, BATCH_FORMAT};
use super::error::SlurmError;
use super::job_id::JobId;
use super::outcome::ElementOutcome;
use crate::diagnostic::printable;
use crate::files::{read_sealed, write_atomic, write_sealed};

pub(super) const ASKED: &str = "asked";
pub(super) const SCRIPT: &str = "script";
const JOB: &str = "job";
const GIVEN_UP: &str = "given-up";
const COLLECTED: &str = "collected";
/// What the names of the engine's jobs begin with.
const JOB_NAME: &str = "emospec-";

/// The end of a log that is read, in bytes.
const LOG_END: u64 = 16 << 10;
/// Lines of it that are shown.
const LOG_LINES: usize = 8;

/// The folder of one job array in the cache; [the module](super) says what lies in it.
#[derive(Debug, Clone)]
pub struct Batch {
    folder: PathBuf,
    name: String,
    asked: Asked,
}

impl Batch {
    /// The batch in a folder.
    ///
    /// # Errors
    /// Where it cannot be read, or another version of the engine wrote it.
    pub fn open(folder: &Path) -> Result<Self, SlurmError> {
        Self::read(folder).map_err(|error| folder_error(folder, &error))
    }

    /// The batch in a folder. Where something else is there than a batch of this version, the error is `InvalidData` or
    /// `UnexpectedEof`.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let asked: Asked = read(&folder.join(ASKED))?;
        if asked.format != BATCH_FORMAT {
            let message = "another version of the engine wrote it";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let name = folder.file_name().unwrap_or_default();
        Ok(Self {
            folder: folder.to_owned(),
            name: name.to_string_lossy().into_owned(),
            asked,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it asks.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The name of its jobs, by which they are found where their number is not known.
    pub(super) fn job_name(&self) -> String {
        format!("{JOB_NAME}{}", self.name)
    }

    /// The number of its jobs, where it is known.
    pub(super) fn job(&self) -> Option<JobId> {
        read(&self.folder.join(JOB)).ok()
    }

    /// Keeps the number of its jobs.
    pub(super) fn keep_job(&self, job: JobId) -> Result<(), SlurmError> {
        self.write(JOB, &job)
    }

    /// Leaves the outcome of an element.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn leave(&self, index: u32, outcome: &ElementOutcome) -> Result<(), SlurmError> {
        self.write(&format!("{index}.json"), outcome)
    }

    /// The elements that left an outcome; none where the folder is gone.
    pub(super) fn left(&self) -> BTreeSet<u32> {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return BTreeSet::new();
        };
        let index = |entry: io::Result<fs::DirEntry>| {
            let name = entry.ok()?.file_name();
            name.to_str()?.strip_suffix(".json")?.parse().ok()
        };
        entries.filter_map(index).collect()
    }

    /// Whether any element left anything: a log, or an outcome.
    pub(super) fn has_begun(&self) -> bool {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return false;
        };
        let mut paths = entries.flatten().map(|entry| entry.path());
        paths.any(|path| {
            path.extension()
                .is_some_and(|it| it == "log" || it == "json")
        })
    }

    /// What an element left; none where there is nothing, or it cannot be what the element wrote.
    pub(super) fn outcome(&self, index: u32) -> Option<ElementOutcome> {
        let outcome: ElementOutcome = read(&self.folder.join(format!("{index}.json"))).ok()?;
        let asked = self.asked.trials.get(usize::try_from(index).ok()?)?;
        (outcome.digest == asked.digest).then_some(outcome)
    }

    /// Where an element writes what people may read.
    pub(super) fn log(&self, index: u32) -> PathBuf {
        self.folder.join(format!("{index}.log"))
    }

    /// The last lines of an element's log; none where it never wrote any.
    pub(super) fn log_end(&self, index: u32) -> Option<Vec<String>> {
        let mut file = File::open(self.log(index)).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LOG_END)))
            .ok()?;
        let mut bytes = Vec::new();
        file.take(LOG_END).read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().map(str::trim_end);
        let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
        let last = lines.len().saturating_sub(LOG_LINES);
        let shown = lines.get(last..).unwrap_or_default().iter();
        Some(shown.map(|line| printable(line).into_owned()).collect())
    }

    /// Says that what has no outcome is not to be waited for, nor to be reported: its jobs were cancelled on purpose.
    pub(super) fn give_up(&self) -> Result<(), SlurmError> {
        self.mark(GIVEN_UP)
    }

    /// Whether [`Self::give_up`] was said.
    pub(super) fn is_given_up(&self) -> bool {
        self.folder.join(GIVEN_UP).exists()
    }

    /// Says that nothing of it waits or runs, and what became of it was reported: only the logs are still of use.
    pub(super) fn keep_as_collected(&self) -> Result<(), SlurmError> {
        self.mark(COLLECTED)
    }

    /// Removes the folder. What cannot be removed costs a little space.
    pub(super) fn remove(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }

    fn mark(&self, name: &str) -> Result<(), SlurmError> {
        // Another engine may have removed the folder, which says the same.
        if !self.folder.exists() {
            return Ok(());
        }
        write_atomic(&self.folder.join(name), b"")
            .map_err(|error| folder_error(&self.folder, &error))
    }

    fn write(&self, name: &str, value: &impl Serialize) -> Result<(), SlurmError> {
        serde_json::to_vec(value)
            .map_err(io::Error::from)
            .and_then(|bytes| write_sealed(&self.folder.join(name), &bytes))
            .map_err(|error| folder_error(&self.folder, &error))
    }
}

/// Whether every outcome of the batch in a folder was reported, whatever else is to be read of it.
pub(super) fn is_collected(folder: &Path) -> bool {
    folder.join(COLLECTED).exists()
}

/// What went wrong with a folder.
pub(super) fn folder_error(folder: &Path, error: &io::Error) -> SlurmError {
    SlurmError::Folder {
        folder: printable(&folder.to_string_lossy()).into_owned(),
        cause: error.to_string(),
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    Ok(serde_json::from_slice(&read_sealed(path)?)?)
}
