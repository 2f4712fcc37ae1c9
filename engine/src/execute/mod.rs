//! Running trials: the arrays they read, the workers that fit them, and what they leave in the cache.

mod predictions;
mod stage;
mod trial;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

pub use predictions::{Predictions, PredictionsError};
pub use stage::{Stage, StageError};

use crate::cache::{Cache, Entry};
use crate::files::Digest;
use crate::plan::{PlannedTrial, Trial};
use crate::plugin::{Worker, WorkerFactory};
use crate::spec::Name;
use crate::validate::ValidatedSpec;

pub use trial::TrialFailure;

/// How a trial ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// With predictions.
    Done(Entry),
    /// With a failure.
    Failed(TrialFailure),
    /// It was not started, because another failed.
    NotRun,
}

/// What hears of the progress of trials.
pub trait Watcher: Sync {
    /// A trial starts in a slot.
    fn started(&self, slot: usize, trial: &Trial);
    /// A trial tells how far it is: `epoch`, `epochs`, `train_loss`, `validation_loss`.
    fn progressed(&self, slot: usize, progress: &serde_json::Value);
    /// A model leaves a line for people.
    fn said(&self, trial: &Trial, warning: bool, message: &str);
    /// A trial ended.
    fn ended(&self, slot: usize, trial: &Trial, outcome: &Outcome);
}

/// How trials are run.
#[derive(Debug, Clone, Copy)]
pub struct Choices {
    /// Trials at once.
    pub jobs: usize,
    /// Whether new trials start after one failed.
    pub keep_going: bool,
}

/// What trials are run with.
pub struct Executor<'a> {
    /// The spec.
    pub valid: &'a ValidatedSpec,
    /// Where results go.
    pub cache: &'a Cache,
    /// The arrays of the trials.
    pub stage: &'a Stage,
    /// How workers are started.
    pub workers: &'a WorkerFactory,
    /// What hears of it.
    pub watcher: &'a dyn Watcher,
}

impl Executor<'_> {
    /// Runs trials, each fingerprint once, and tells how each ended. What is found does not depend on `jobs`.
    pub fn run(&self, trials: &[&PlannedTrial], choices: Choices) -> BTreeMap<Digest, Outcome> {
        let mut seen = std::collections::BTreeSet::new();
        let distinct: Vec<_> = trials
            .iter()
            .filter(|planned| seen.insert(&planned.digest))
            .collect();
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let outcomes = Mutex::new(BTreeMap::new());
        thread::scope(|scope| {
            for slot in 0..choices.jobs.clamp(1, distinct.len().max(1)) {
                let (next, stop, outcomes, distinct) = (&next, &stop, &outcomes, &distinct);
                scope.spawn(move || {
                    let mut workers = BTreeMap::new();
                    while let Some(planned) = distinct.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let outcome = if stop.load(Ordering::Relaxed) {
                            Outcome::NotRun
                        } else {
                            self.watched(slot, planned, &mut workers)
                        };
                        if matches!(outcome, Outcome::Failed(_)) && !choices.keep_going {
                            stop.store(true, Ordering::Relaxed);
                        }
                        let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
                        outcomes.insert(planned.digest.clone(), outcome);
                    }
                });
            }
        });
        outcomes
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn watched(
        &self,
        slot: usize,
        planned: &PlannedTrial,
        workers: &mut BTreeMap<Name, Worker>,
    ) -> Outcome {
        self.watcher.started(slot, &planned.trial);
        let outcome = match self.run_trial(slot, planned, workers) {
            Ok(entry) => Outcome::Done(entry),
            Err(failure) => Outcome::Failed(failure),
        };
        self.watcher.ended(slot, &planned.trial, &outcome);
        outcome
    }
}
