use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::question::Question;
use crate::dataset::Values;
use crate::plugin::{CallEvent, ModelCard, PluginError, RowsFile, Worker, read_columns};
use crate::spec::Params;

/// A fit that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fitting<'a> {
    pub model: &'a str,
    pub params: &'a Params,
    pub question: &'a Question,
    pub seed: u64,
}

/// What a fit told on its way.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub progress: Vec<Value>,
    pub took: Duration,
}

impl<'a> Fitting<'a> {
    pub fn new(card: &'a ModelCard, params: &'a Params, question: &'a Question, seed: u64) -> Self {
        Self {
            model: &card.name,
            params,
            question,
            seed,
        }
    }

    /// The document of the request.
    pub fn request(&self) -> Value {
        json!({"params": self.params, "seed": self.seed, "task": self.question.task})
    }

    /// Fits; returns the handle of the model.
    pub fn fit(&self, worker: &mut Worker, scratch: &Path) -> Result<(u64, Told), PluginError> {
        let mut progress = Vec::new();
        let started = Instant::now();
        let (handle, _) = self.fit_telling(worker, scratch, &mut |event| {
            if let CallEvent::Progress(event) = event {
                progress.push(event);
            }
        })?;
        let took = started.elapsed();
        Ok((handle, Told { progress, took }))
    }

    /// Fits; `tell` hears how it goes on.
    pub fn fit_telling(
        &self,
        worker: &mut Worker,
        scratch: &Path,
        tell: &mut dyn FnMut(CallEvent),
    ) -> Result<(u64, Option<Value>), PluginError> {
        let train = self.question.train.clone();
        let validation = Some(self.question.validation.clone());
        worker.fit(self.model, self.request(), train, validation, scratch, tell)
    }

    /// Fits, predicts the rows of the question, and frees the model.
    pub fn outputs(
        &self,
        worker: &mut Worker,
        scratch: &Path,
        largest: u64,
    ) -> Result<Vec<(String, Values)>, PluginError> {
        let (handle, _) = self.fit(worker, scratch)?;
        let outputs = predict(worker, handle, &self.question.test, scratch, largest)?;
        worker.release(handle, scratch)?;
        Ok(outputs)
    }
}

/// What a fitted model returns for rows.
pub(super) fn predict(
    worker: &mut Worker,
    handle: u64,
    rows: &RowsFile,
    scratch: &Path,
    largest: u64,
) -> Result<Vec<(String, Values)>, PluginError> {
    let folder = tempfile::TempDir::new_in(scratch)
        .map_err(|error| PluginError::system("make a folder for outputs", &error))?;
    let files = worker.predict(handle, rows.clone(), folder.path(), &mut |_| {})?;
    read_columns(&files, folder.path(), largest).map_err(|message| PluginError::Failed { message })
}
