use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

use serde_json::{Value, json};

use super::Executor;
use super::predictions::encode_predictions;
use crate::cache::{About, Entry};
use crate::diagnostic::printable;
use crate::files::Digest;
use crate::plan::PlannedTrial;
use crate::plugin::{CallEvent, PluginError, Worker, check_outputs, check_rows, read_columns};
use crate::spec::Name;
use crate::validate::ValidatedModel;

/// Epochs whose losses are kept; a model that reports more has its first ones kept.
const MOST_EPOCHS: usize = 100_000;
/// Lines for people that one trial may leave.
const MOST_LINES: usize = 20;

/// Why a trial has no results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialFailure {
    /// Model, plugin, seed and cause, in a line: the same whenever it fails this way.
    pub message: String,
    /// The last lines the plugin wrote to stderr during the trial.
    pub last_words: Vec<String>,
}

impl fmt::Display for TrialFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        for line in &self.last_words {
            write!(formatter, "\n  | {line}")?;
        }
        Ok(())
    }
}

impl Executor<'_> {
    /// Fits, predicts, checks and stores one trial.
    pub(super) fn run_trial(
        &self,
        slot: usize,
        planned: &PlannedTrial,
        workers: &mut BTreeMap<Name, Worker>,
    ) -> Result<Entry, TrialFailure> {
        let failure = |who: &str, cause: &str, last_words| TrialFailure {
            message: format!(
                "{} ({who}seed {}): {cause}",
                planned.trial.model, planned.trial.seed
            ),
            last_words,
        };
        let Some(model) = self.valid.models.get(&planned.trial.model) else {
            return Err(failure("", "its model is not in the spec", Vec::new()));
        };
        let plugin = Name::from(model.plugin.name.as_str());
        let who = format!("plugin `{plugin}`, ");
        let mut worker = match workers.remove(&plugin) {
            Some(worker) => worker,
            None => self
                .workers
                .start(&model.plugin.name, &model.plugin.program)
                .map_err(|error| failure(&who, &error.cause(), error.last_words()))?,
        };
        worker.begin();
        let outcome = self.with_worker(slot, planned, model, &mut worker);
        let last_words = match outcome {
            Ok(_) => Vec::new(),
            Err(_) => worker.last_words(),
        };
        // A worker that answered is healthy, whatever it answered, if it left nothing behind; any other is dropped, and
        // its process with it.
        let is_healthy = match outcome {
            Ok(_) => true,
            Err(Failure::Trial(_)) => worker.finish().is_ok(),
            Err(Failure::Worker(_)) => false,
        };
        if is_healthy {
            workers.insert(plugin, worker);
        }
        outcome.map_err(|ended| {
            let (Failure::Trial(cause) | Failure::Worker(cause)) = ended;
            failure(&who, &cause, last_words)
        })
    }

    fn with_worker(
        &self,
        slot: usize,
        planned: &PlannedTrial,
        model: &ValidatedModel,
        worker: &mut Worker,
    ) -> Result<Entry, Failure> {
        let started = Instant::now();
        let scratch = self.cache.scratch().map_err(|error| system(&error))?;
        let outputs = scratch.path().join("outputs");
        std::fs::create_dir(&outputs).map_err(|error| system(&error))?;
        let staged = self
            .stage
            .of(self.valid, planned)
            .ok_or_else(|| Failure::Trial("its arrays were not prepared".to_owned()))?;
        let request = json!({
            "params": model.params,
            "seed": planned.trial.seed,
            "task": planned.fingerprint.task,
        });
        let mut epochs = Vec::new();
        let mut lines = 0;
        let mut tell = |event| match event {
            CallEvent::Progress(progress) => {
                self.watcher.progressed(slot, &progress);
                if epochs.len() < MOST_EPOCHS {
                    epochs.push(progress);
                }
            }
            CallEvent::Log(level, message) => {
                lines += 1;
                if lines <= MOST_LINES {
                    self.watcher.said(&planned.trial, level > 0, &message);
                }
            }
        };
        let train = staged.train.rows.clone();
        let validation = staged.validation.as_ref().map(|rows| rows.rows.clone());
        let (handle, report) = worker.fit(
            &model.card.name,
            request,
            train,
            validation,
            scratch.path(),
            &mut tell,
        )?;
        let predicted = worker.predict(handle, staged.test.rows.clone(), &outputs, &mut |_| {});
        let released = worker.release(handle, scratch.path());
        let files = predicted?;
        released?;
        worker.finish()?;

        let count = planned.fingerprint.test.rows;
        check_rows(count, &files).map_err(Failure::Trial)?;
        let largest = self.workers.limits.memory;
        let columns = read_columns(&files, &outputs, largest).map_err(Failure::Trial)?;
        check_outputs(&planned.fingerprint.task, count, &columns).map_err(Failure::Trial)?;
        let (predictions, names) =
            encode_predictions(&staged.test.known, count, &columns).map_err(Failure::Trial)?;
        let entry = Entry {
            about: About {
                fingerprint: planned.fingerprint.document(),
                predictions: Digest::of(&predictions),
                columns: names,
                seconds: started.elapsed().as_secs_f64(),
            },
            predictions,
        };
        let report = json!({"epochs": epochs, "model": report.unwrap_or(Value::Null)});
        self.cache
            .store(&planned.fingerprint, &entry, &report)
            .map_err(|error| {
                Failure::Trial(format!(
                    "failed to store its results in the cache at {}: {error}",
                    self.cache.root().display()
                ))
            })?;
        Ok(entry)
    }
}

/// What ended a trial early.
enum Failure {
    /// The trial failed, and the worker can go on.
    Trial(String),
    /// The worker is not to be trusted any more.
    Worker(String),
}

impl From<PluginError> for Failure {
    fn from(error: PluginError) -> Self {
        match error {
            PluginError::Failed { message } => Self::Trial(printable(&message).into_owned()),
            other => Self::Worker(other.cause()),
        }
    }
}

fn system(error: &std::io::Error) -> Failure {
    Failure::Trial(format!("failed to make a folder for it: {error}"))
}
