//! Running trials: the order they start in, the arrays they read, the workers that fit them, and what they leave in the
//! cache.
//!
//! ```text
//! planned trials -> order -> queue -> claim -> worker -> cache entry -> journal record
//! ```
//!
//! A trial is kept from the moment its entry has its name in the cache; whatever happens to the engine after that, it is not
//! fitted again. What is in flight when the engine ends is lost, and started again by the next run.

mod order;
mod predictions;
mod queue;
mod stage;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::thread;

pub use predictions::{Predictions, PredictionsError};
pub use stage::{Stage, StageError};

use crate::cache::{Cache, Claimed, Entry, Lease, Lookup};
use crate::files::Digest;
use crate::journal::{End, History, Journal, Record};
use crate::plan::{PlannedTrial, Trial};
use crate::plugin::{Worker, WorkerFactory};
use crate::spec::Name;
use crate::validate::ValidatedSpec;
use queue::{Queue, Waiting};

pub use trial::TrialFailure;
use trial::{Ended, Failing};

/// Less free than this, and a disk counts as full.
const FULL: u64 = 1 << 20;

/// How a trial ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// With predictions.
    Done(Entry),
    /// With a failure.
    Failed(TrialFailure),
    /// It was not started, or not let finish, because the run was stopped.
    NotRun,
}

impl Outcome {
    /// The end of a trial whose results are in the cache.
    pub(crate) fn stored(cache: &Cache, digest: &Digest) -> Option<Self> {
        match cache.lookup(digest) {
            Lookup::Hit(entry) => Some(Self::Done(entry)),
            Lookup::Miss | Lookup::Damaged(_) => None,
        }
    }
}

/// Why a run stopped before every trial was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// A trial failed, and others were not to be started after it.
    Failure,
    /// The user asked for it.
    Interrupted,
    /// Results cannot be kept; why.
    Unkept(String),
}

/// How trials ended.
#[derive(Debug, Default)]
pub struct Ran {
    /// How each ended, by the digest of its inputs.
    pub outcomes: BTreeMap<Digest, Outcome>,
    /// Trials that another engine fitted meanwhile.
    pub by_others: usize,
    /// Why the run stopped early, where it did.
    pub stopped: Option<Stopped>,
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
    /// Whether a trial is run that has an entry.
    pub force: bool,
    /// Bytes that all workers may be likely to hold together.
    pub memory: u64,
}

/// What trials are run with.
pub struct Executor<'a> {
    /// The spec.
    pub valid: &'a ValidatedSpec,
    /// Where results go.
    pub cache: &'a Cache,
    /// That this engine uses the cache.
    pub lease: &'a Lease,
    /// What is told of the run.
    pub journal: Option<&'a Journal>,
    /// What earlier runs told.
    pub history: &'a History,
    /// The arrays of the trials.
    pub stage: &'a Stage,
    /// How workers are started.
    pub workers: &'a WorkerFactory,
    /// What hears of it.
    pub watcher: &'a dyn Watcher,
}

impl Executor<'_> {
    /// Runs trials, each fingerprint once, and tells how each ended. What is found does not depend on `jobs`, nor on the
    /// order.
    pub fn run(&self, trials: &[&PlannedTrial], choices: Choices) -> Ran {
        let mut seen = BTreeSet::new();
        let distinct = trials.iter().filter(|planned| seen.insert(&planned.digest));
        let distinct: Vec<_> = distinct.copied().collect();
        let ordered = order::ordered(self.valid, &distinct, self.history);
        let waiting = ordered.iter().enumerate().map(|(number, planned)| Waiting {
            number,
            memory: self.likely_memory(planned),
        });
        let queue = Queue::new(waiting, choices.memory);
        let ran = Mutex::new(Ran::default());
        thread::scope(|scope| {
            for slot in 0..choices.jobs.clamp(1, ordered.len().max(1)) {
                let at = Slot {
                    executor: self,
                    number: slot,
                    choices,
                    queue: &queue,
                    ran: &ran,
                    workers: BTreeMap::new(),
                };
                let ordered = &ordered;
                scope.spawn(move || at.work(ordered));
            }
        });
        let mut ran = ran.into_inner().unwrap_or_else(PoisonError::into_inner);
        if self.workers.interruption.is_asked() {
            ran.stopped = Some(Stopped::Interrupted);
        }
        for planned in ordered {
            let outcome = ran.outcomes.entry(planned.digest.clone());
            outcome.or_insert(Outcome::NotRun);
        }
        ran
    }

    /// Bytes that the worker of a trial is likely to hold: what trials like it held, or twice what it reads.
    fn likely_memory(&self, planned: &PlannedTrial) -> u64 {
        match self.history.needed(&planned.trial) {
            Some(needed) => needed.memory,
            None => self.stage.bytes_of(self.valid, planned).saturating_mul(2),
        }
    }

    fn tell(&self, record: impl FnOnce(&Journal) -> Record) {
        if let Some(journal) = self.journal {
            journal.append(&record(journal));
        }
    }
}

/// One of the threads that run trials, with the workers it started.
struct Slot<'a> {
    executor: &'a Executor<'a>,
    number: usize,
    choices: Choices,
    queue: &'a Queue,
    ran: &'a Mutex<Ran>,
    workers: BTreeMap<Name, Worker>,
}

impl Slot<'_> {
    fn work(mut self, trials: &[&PlannedTrial]) {
        while let Some(waiting) = self.queue.next() {
            let Some(planned) = trials.get(waiting.number) else {
                break;
            };
            match self.attempt(planned) {
                Some(outcome) => {
                    let mut ran = self.ran.lock().unwrap_or_else(PoisonError::into_inner);
                    ran.outcomes.insert(planned.digest.clone(), outcome);
                    drop(ran);
                    self.queue.ended(waiting);
                }
                None => self.queue.put_aside(waiting),
            }
            if self.executor.workers.interruption.is_asked() {
                self.queue.stop();
            }
        }
    }

    /// How a trial ended; none where another engine fits it.
    fn attempt(&mut self, planned: &PlannedTrial) -> Option<Outcome> {
        let Executor { cache, lease, .. } = self.executor;
        let _claim = if self.choices.force {
            None
        } else {
            match cache.claim(&planned.digest, lease) {
                Ok(Claimed::Others) => return None,
                Ok(Claimed::Own(claim)) => Some(claim),
                Err(error) => return Some(self.unkept(&error.to_string())),
            }
        };
        if !self.choices.force
            && let Lookup::Hit(entry) = cache.lookup(&planned.digest)
        {
            let outcome = Outcome::Done(entry);
            self.executor
                .watcher
                .ended(self.number, &planned.trial, &outcome);
            self.ran
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .by_others += 1;
            return Some(outcome);
        }
        Some(self.fit(planned))
    }

    fn fit(&mut self, planned: &PlannedTrial) -> Outcome {
        let executor = self.executor;
        let (trial, digest) = (&planned.trial, &planned.digest);
        executor.watcher.started(self.number, trial);
        executor.tell(|journal| Record::Started {
            trial: trial.clone(),
            digest: digest.clone(),
            inputs: journal.inputs(planned.inputs()),
        });
        let Ended {
            left,
            seconds,
            memory,
        } = executor.run_trial(self.number, planned, &mut self.workers);
        let (outcome, end) = match left {
            Ok(entry) => (Outcome::Done(entry), Some(End::Done)),
            Err(_) if executor.workers.interruption.is_asked() => (Outcome::NotRun, None),
            Err(Failing::Unkept(why)) => (self.unkept(&why), None),
            // On a full disk whatever a worker does may fail.
            Err(Failing::Trial(_))
                if executor.cache.free_bytes().is_some_and(|free| free < FULL) =>
            {
                (self.unkept("no space left on the device"), None)
            }
            Err(Failing::Trial(failure)) => {
                if !self.choices.keep_going {
                    self.stop(Stopped::Failure);
                }
                let message = failure.message.clone();
                (Outcome::Failed(failure), Some(End::Failed { message }))
            }
        };
        if let Some(end) = end {
            executor.tell(|_| Record::Ended {
                trial: trial.clone(),
                digest: digest.clone(),
                seconds,
                memory,
                end,
            });
        }
        executor.watcher.ended(self.number, trial, &outcome);
        outcome
    }

    /// Nothing more is started where results cannot be kept.
    fn unkept(&self, why: &str) -> Outcome {
        self.stop(Stopped::Unkept(why.to_owned()));
        Outcome::NotRun
    }

    fn stop(&self, why: Stopped) {
        self.queue.stop();
        let mut ran = self.ran.lock().unwrap_or_else(PoisonError::into_inner);
        ran.stopped.get_or_insert(why);
    }
}
