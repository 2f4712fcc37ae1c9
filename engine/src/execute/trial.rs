use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

use serde_json::{Value, json};

use super::Executor;
use super::predictions::encode_predictions;
use crate::cache::{Entry, Left};
use crate::diagnostic::printable;
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

/// A trial that was run.
pub(super) struct Ended {
    /// What it left, or why nothing.
    pub left: Result<Entry, Failing>,
    /// How long it took.
    pub seconds: f64,
    /// Memory of its own that its worker was seen to hold, in bytes.
    pub memory: u64,
}

/// Why a trial left nothing.
pub(super) enum Failing {
    /// It failed.
    Trial(TrialFailure),
    /// What it left cannot be kept; why.
    Unkept(String),
}

impl Executor<'_> {
    /// Fits, predicts, checks and stores one trial.
    pub(super) fn run_trial(
        &self,
        slot: usize,
        planned: &PlannedTrial,
        workers: &mut BTreeMap<Name, Worker>,
    ) -> Ended {
        let started = Instant::now();
        let mut memory = 0;
        let left = self.attempted(slot, planned, workers, &mut memory);
        Ended {
            left,
            seconds: started.elapsed().as_secs_f64(),
            memory,
        }
    }

    fn attempted(
        &self,
        slot: usize,
        planned: &PlannedTrial,
        workers: &mut BTreeMap<Name, Worker>,
        memory: &mut u64,
    ) -> Result<Entry, Failing> {
        let failure = |who: &str, cause: &str, last_words| TrialFailure {
            message: format!(
                "{} ({who}seed {}): {cause}",
                planned.trial.model, planned.trial.seed
            ),
            last_words,
        };
        let Some(model) = self.valid.models.get(&planned.trial.model) else {
            return Err(Failing::Trial(failure(
                "",
                "its model is not in the spec",
                Vec::new(),
            )));
        };
        let plugin = Name::from(model.plugin.name.as_str());
        let who = format!("plugin `{plugin}`, ");
        let mut worker = match workers.remove(&plugin) {
            Some(worker) => worker,
            None => self
                .workers
                .start(&model.plugin.name, &model.plugin.program)
                .map_err(|error| {
                    Failing::Trial(failure(&who, &error.cause(), error.last_words()))
                })?,
        };
        worker.begin();
        let outcome = self.with_worker(slot, planned, model, &mut worker);
        *memory = worker.peak_memory();
        let last_words = match outcome {
            Ok(_) | Err(Failure::Unkept(_)) => Vec::new(),
            Err(_) => worker.last_words(),
        };
        // A worker that answered is healthy, whatever it answered, if it left nothing behind; any other is dropped, and
        // its process with it.
        let is_healthy = match outcome {
            Ok(_) | Err(Failure::Unkept(_)) => true,
            Err(Failure::Trial(_)) => worker.finish().is_ok(),
            Err(Failure::Worker(_)) => false,
        };
        if is_healthy {
            workers.insert(plugin, worker);
        }
        outcome.map_err(|ended| match ended {
            Failure::Trial(cause) | Failure::Worker(cause) => {
                Failing::Trial(failure(&who, &cause, last_words))
            }
            Failure::Unkept(why) => Failing::Unkept(why),
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
            "task": planned.inputs().task,
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

        let count = planned.inputs().test.rows;
        check_rows(count, &files).map_err(Failure::Trial)?;
        let largest = self.workers.limits.memory;
        let columns = read_columns(&files, &outputs, largest).map_err(Failure::Trial)?;
        check_outputs(&planned.inputs().task, count, &columns).map_err(Failure::Trial)?;
        let (predictions, names) =
            encode_predictions(&staged.test.known, count, &columns).map_err(Failure::Trial)?;
        let left = Left {
            predictions,
            columns: names,
            seconds: started.elapsed().as_secs_f64(),
        };
        let report = json!({"epochs": epochs, "model": report.unwrap_or(Value::Null)});
        let stored = self.cache.store(&planned.fingerprint(), &left, &report);
        stored.map_err(|error| Failure::Unkept(error.to_string()))
    }
}

/// What ended a trial early.
enum Failure {
    /// The trial failed, and the worker can go on.
    Trial(String),
    /// The worker is not to be trusted any more.
    Worker(String),
    /// Its results cannot be kept.
    Unkept(String),
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
    Failure::Unkept(format!("failed to make a folder for a trial: {error}"))
}
