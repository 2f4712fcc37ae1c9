use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::{Value, json};

use super::Executor;
use super::check::check_outputs;
use super::predictions::encode_predictions;
use crate::cache::{About, Entry};
use crate::files::Digest;
use crate::plan::PlannedTrial;
use crate::plugin::{CallEvent, PluginError, Worker, read_column};
use crate::spec::Name;
use crate::validate::ValidatedModel;

impl Executor<'_> {
    /// Fits, predicts, checks and stores one trial.
    pub(super) fn run_trial(
        &self,
        slot: usize,
        planned: &PlannedTrial,
        workers: &mut BTreeMap<Name, Worker>,
    ) -> Result<Entry, String> {
        let model = self
            .valid
            .models
            .get(&planned.trial.model)
            .ok_or("its model is not in the spec")?;
        let plugin = Name::from(model.plugin.name.as_str());
        let mut worker = match workers.remove(&plugin) {
            Some(worker) => worker,
            None => self
                .workers
                .start(&model.plugin.name, &model.plugin.library)
                .map_err(|error| error.to_string())?,
        };
        let outcome = self.with_worker(slot, planned, model, &mut worker);
        // A worker that answered is healthy, whatever it answered; any other is dropped, and its process with it.
        if matches!(outcome, Ok(_) | Err(Failure::Trial(_))) {
            workers.insert(plugin, worker);
        }
        outcome.map_err(|failure| {
            let (Failure::Trial(cause) | Failure::Worker(cause)) = failure;
            format!(
                "{} (plugin `{}`, seed {}): {cause}",
                planned.trial.model, model.plugin.name, planned.trial.seed
            )
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
            .of(planned)
            .ok_or_else(|| Failure::Trial("its arrays were not prepared".to_owned()))?;
        let request = json!({
            "params": model.params,
            "seed": planned.trial.seed,
            "task": planned.fingerprint.task,
        });
        let mut epochs = Vec::new();
        let mut tell = |event| match event {
            CallEvent::Progress(progress) => {
                self.watcher.progressed(slot, &progress);
                epochs.push(progress);
            }
            CallEvent::Log(level, message) => {
                self.watcher.said(&planned.trial, level > 0, &message);
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
        let files = worker.predict(handle, staged.test.rows.clone(), &outputs, &mut |_| {})?;
        worker.release(handle, scratch.path())?;

        let mut columns = Vec::new();
        for file in &files {
            let values = read_column(file)
                .map_err(|cause| Failure::Trial(format!("output `{}`: {cause}", file.name)))?;
            columns.push((file.name.clone(), values));
        }
        let count = planned.fingerprint.test.rows;
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
            PluginError::Failed { message } => Self::Trial(message),
            other => Self::Worker(other.to_string()),
        }
    }
}

fn system(error: &std::io::Error) -> Failure {
    Failure::Trial(format!("failed to make a folder for it: {error}"))
}
