//! The folder of results of a run.
//!
//! ```text
//! RESULTS/TABLE.{txt,tex,md,csv,json}   each table
//! RESULTS/figures/FIGURE.{svg,pdf,png,csv,tex}
//!                                       each figure
//! RESULTS/scores.csv                    every score, long form
//! RESULTS/choices.csv                   which point of its grid each tuned model was, fold by fold
//! RESULTS/cards/DATASET.{...}           a card of each dataset made of a folder, and of those made of it
//! RESULTS/rejected-DATASET.csv          files and rows that a dataset made of a folder goes without, and why
//! RESULTS/STUDY-TABLE.{...}             each table of a study that was analysed
//! RESULTS/predictions/TRIAL.parquet     every trial's predictions, but for trials that only choose
//! RESULTS/provenance.json               spec as resolved, digests of inputs and plugins, versions, machine
//! RESULTS/failures.json                 trials that failed in the last run, and the last lines of their plugins
//! RESULTS/report.html                   the page of the experiment: all of this to read
//! ```
//!
//! Nothing in it depends on when it was written: two runs of the same inputs on one machine give the same bytes, but for
//! the page, which tells the seconds of each trial.

mod failures;
mod placed;

pub use failures::{FailedTrial, read_failures};

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde_json::Value;

use crate::cache::Entry;
use crate::draw::{EXTENSIONS, render_all};
use crate::figure::Figure;
use crate::files::{Digest, place, tidy, write_changed};
use crate::plan::Plan;
use crate::spec::Name;
use crate::validate::{AuditFinding, InputFile, LeftOut, ValidatedSpec};
use placed::Placed;

/// The folder of figures.
const FIGURES: &str = "figures";

/// A folder that results are written to.
#[derive(Debug)]
pub struct Results {
    folder: PathBuf,
    written: Mutex<BTreeSet<String>>,
}

impl Results {
    /// Makes the folder, and sees that it can be written to.
    ///
    /// # Errors
    /// Where it cannot.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        tempfile::tempfile_in(&folder)?;
        tidy(&folder)?;
        Ok(Self {
            folder,
            written: Mutex::default(),
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file of the folder.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, file: &str, bytes: &[u8]) -> io::Result<()> {
        write_changed(&self.folder.join(file), bytes)?;
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.insert(file.to_owned());
        Ok(())
    }

    /// The files written so far, predictions aside, by their paths in the folder.
    pub fn written(&self) -> BTreeSet<String> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.clone()
    }

    /// Removes a table of an earlier run, in every format.
    ///
    /// # Errors
    /// Where a file of it cannot be removed.
    pub fn remove_table(&self, name: &str) -> io::Result<()> {
        for extension in ["txt", "tex", "md", "csv", "json"] {
            self.remove(&format!("{name}.{extension}"))?;
        }
        Ok(())
    }

    /// Writes a figure in every format.
    ///
    /// # Errors
    /// Where it cannot be drawn or written.
    pub fn write_figure(&self, figure: &Figure) -> io::Result<()> {
        fs::create_dir_all(self.folder.join(FIGURES))?;
        tidy(&self.folder.join(FIGURES))?;
        for (extension, bytes) in render_all(figure).map_err(io::Error::other)? {
            self.write(&format!("{FIGURES}/{}.{extension}", figure.name), &bytes)?;
        }
        Ok(())
    }

    /// Removes a figure of an earlier run, in every format.
    ///
    /// # Errors
    /// Where a file of it cannot be removed.
    pub fn remove_figure(&self, name: &str) -> io::Result<()> {
        for extension in EXTENSIONS {
            self.remove(&format!("{FIGURES}/{name}.{extension}"))?;
        }
        Ok(())
    }

    fn remove(&self, file: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes a file that only some experiments have, or removes that of an earlier run.
    ///
    /// # Errors
    /// Where it cannot be written or removed.
    pub fn write_where<E>(
        &self,
        file: &str,
        is_wanted: bool,
        text: impl FnOnce() -> Result<String, E>,
    ) -> io::Result<()>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if is_wanted {
            return self.write(file, text().map_err(io::Error::other)?.as_bytes());
        }
        self.remove(file)
    }

    /// Places the predictions of every trial, and removes those of trials that are no more. `memo` remembers what was
    /// placed, so that files nobody touched since are not read again.
    ///
    /// # Errors
    /// Where they cannot be placed.
    pub fn write_predictions(
        &self,
        predictions: &BTreeMap<String, &Entry>,
        memo: &Path,
    ) -> io::Result<()> {
        let folder = self.folder.join("predictions");
        fs::create_dir_all(&folder)?;
        tidy(&folder)?;
        let name = Digest::of(fs::canonicalize(&folder)?.as_os_str().as_bytes());
        let memo = memo.join("placed").join(name.as_str());
        let placed = Placed::remembered(&memo);
        let mut now = Placed::default();
        for (file, entry) in predictions {
            let path = folder.join(file);
            if !placed.is_there(file, &path, &entry.digest) {
                place(&entry.path(), &path)?;
            }
            now.remember(file, &path, &entry.digest);
        }
        now.keep(&memo, &placed);
        for entry in fs::read_dir(&folder)? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            if name.ends_with(".parquet") && !predictions.contains_key(name.as_ref()) {
                fs::remove_file(folder.join(name.as_ref()))?;
            }
        }
        Ok(())
    }
}

/// Where results come from.
#[derive(Debug, Serialize)]
pub struct Provenance<'a> {
    /// The version of the engine.
    pub engine: &'static str,
    /// The version of the plugin contract.
    pub contract: u32,
    /// The spec as resolved, but for how its trials were run, which changes no result.
    spec: Value,
    /// What each dataset is read from.
    pub inputs: BTreeMap<&'a Name, InputOf<'a>>,
    /// The plugins, by name.
    pub plugins: BTreeMap<&'a str, PluginOf<'a>>,
    trials: BTreeMap<String, &'a Digest>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    left_out: &'a [LeftOut],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    findings: &'a [AuditFinding],
    /// Where it ran.
    pub machine: Machine,
}

/// What a dataset is read from.
#[derive(Debug, Serialize)]
pub struct InputOf<'a> {
    /// The files.
    pub files: &'a [InputFile],
    /// The plugin that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugin: Option<&'a str>,
    /// Rows of each part.
    pub parts: BTreeMap<&'a Name, usize>,
}

/// Which plugin it was.
#[derive(Debug, Serialize)]
pub struct PluginOf<'a> {
    /// Its version.
    pub version: &'a str,
    /// The digest of its files.
    pub sha256: &'a Digest,
}

/// A machine.
#[derive(Debug, Serialize)]
pub struct Machine {
    /// The operating system.
    pub os: &'static str,
    /// The architecture.
    pub architecture: &'static str,
    /// The name of the processor, where the system tells it.
    pub processor: Option<String>,
    /// Threads that run at once.
    pub cores: Option<usize>,
}

impl<'a> Provenance<'a> {
    /// The provenance of a plan's results.
    pub fn of(valid: &'a ValidatedSpec, plan: &'a Plan) -> Self {
        let sources = valid
            .datasets
            .values()
            .filter_map(|dataset| dataset.plugin.as_ref());
        let plugins = valid
            .models
            .values()
            .map(|model| &model.plugin)
            .chain(sources);
        let plugins = plugins.map(|plugin| {
            let of = PluginOf {
                version: &plugin.manifest.version,
                sha256: &plugin.digest,
            };
            (plugin.name.as_str(), of)
        });
        let inputs = valid.datasets.iter().map(|(name, dataset)| {
            let of = InputOf {
                files: &dataset.inputs,
                plugin: dataset.plugin.as_ref().map(|plugin| plugin.name.as_str()),
                parts: dataset
                    .facts
                    .parts
                    .iter()
                    .map(|(name, part)| (name, part.rows))
                    .collect(),
            };
            (name, of)
        });
        Self {
            engine: env!("CARGO_PKG_VERSION"),
            contract: emospec_api::ABI_VERSION,
            spec: without_execution(&valid.document),
            inputs: inputs.collect(),
            plugins: plugins.collect(),
            trials: plan
                .trials
                .iter()
                .map(|planned| (planned.trial.to_string(), &planned.digest))
                .collect(),
            left_out: &valid.left_out,
            findings: &valid.findings,
            machine: Machine {
                os: std::env::consts::OS,
                architecture: std::env::consts::ARCH,
                processor: processor(),
                cores: std::thread::available_parallelism().ok().map(usize::from),
            },
        }
    }
}

/// A spec without how its trials were run.
fn without_execution(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(keys) = document.as_object_mut() {
        keys.shift_remove("execution");
    }
    document
}

/// The name of the processor, where the system tells it.
fn processor() -> Option<String> {
    let told = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = told.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(": ")?.1.to_owned())
}
