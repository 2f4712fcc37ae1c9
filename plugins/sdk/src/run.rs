use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::Error;

/// How far a fit is.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Progress {
    /// Epochs done.
    pub epoch: usize,
    /// Epochs there are at most.
    pub epochs: Option<usize>,
    /// Mean training loss of the epoch.
    pub train_loss: Option<f64>,
    /// Validation loss after the epoch.
    pub validation_loss: Option<f64>,
}

/// What the engine hears and says during a call.
pub(crate) trait Listener {
    fn progress(&self, json: &str);
    fn cancelled(&self) -> bool;
    fn log(&self, level: u32, message: &str);
    fn report(&self, json: &str);
}

/// A listener that hears nothing, for tests and benches.
struct Silence;

impl Listener for Silence {
    fn progress(&self, _: &str) {}
    fn cancelled(&self) -> bool {
        false
    }
    fn log(&self, _: u32, _: &str) {}
    fn report(&self, _: &str) {}
}

/// Progress, cancellation, threads and scratch space of a call.
pub struct Run<'a> {
    pub(crate) listener: &'a dyn Listener,
    pub(crate) threads: usize,
    pub(crate) scratch: PathBuf,
}

impl Run<'_> {
    /// A run outside the engine: one thread, the system's folder for temporary files, progress unheard.
    pub fn detached() -> Self {
        Self {
            listener: &Silence,
            threads: 1,
            scratch: std::env::temp_dir(),
        }
    }

    /// Reports progress, and ends the call where the engine asked it to stop: call it once an epoch.
    ///
    /// # Errors
    /// [`Error::Cancelled`], to be returned at once.
    pub fn progress(&self, progress: &Progress) -> Result<(), Error> {
        self.listener.progress(&serde_json::to_string(progress)?);
        self.check_cancelled()
    }

    /// Ends the call where the engine asked it to stop: call it in long loops.
    ///
    /// # Errors
    /// [`Error::Cancelled`], to be returned at once.
    pub fn check_cancelled(&self) -> Result<(), Error> {
        if self.listener.cancelled() {
            return Err(Error::Cancelled);
        }
        Ok(())
    }

    /// Leaves a line for people.
    pub fn note(&self, message: &str) {
        self.listener.log(0, message);
    }

    /// Leaves a warning for people.
    pub fn warn(&self, message: &str) {
        self.listener.log(1, message);
    }

    /// Leaves facts about the fit (an object) beside its results.
    ///
    /// # Errors
    /// Where they cannot be serialised.
    pub fn report(&self, facts: &impl Serialize) -> Result<(), Error> {
        self.listener.report(&serde_json::to_string(facts)?);
        Ok(())
    }

    /// Threads the call may use.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// A folder the call may write to; it is removed afterwards.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }
}
