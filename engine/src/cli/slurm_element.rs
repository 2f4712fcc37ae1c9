//! One trial of a batch, on a node of a cluster.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::Value;
use tempfile::TempDir;

use super::budget::{Budget, memory_of_machine};
use super::running::first_of;
use super::screen::Screen;
use super::session::Prepared;
use super::signals::Signals;
use super::{Common, Ended, SpecChoice};
use crate::cache::Lookup;
use crate::diagnostic::{Code, Diagnostic};
use crate::execute::{Choices, Executor, Outcome, Ran, Stage, StageError, Stopped, Watcher};
use crate::journal::{History, Journal};
use crate::plan::{PlannedTrial, Trial};
use crate::plugin::WorkerFactory;
use crate::slurm::{AskedTrial, Batch, ElementFailure, ElementOutcome, Said};

/// What Slurm calls the index of an element.
const INDEX: &str = "SLURM_ARRAY_TASK_ID";
/// How often the log says how far a trial is.
const PROGRESS: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(super) struct SlurmElement {
    /// The folder of the batch
    batch: PathBuf,
}

impl SlurmElement {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        match self.run(common, screen) {
            Ok(ended) => ended,
            Err(message) => {
                screen.diagnose_one(Diagnostic::error(Code::NoSlurm, message));
                Ended::Unusable
            }
        }
    }

    fn run(&self, common: &Common, screen: &Screen) -> Result<Ended, String> {
        let batch = Batch::open(&self.batch).map_err(|error| error.to_string())?;
        let index = std::env::var(INDEX).ok();
        let index: Option<u32> = index.and_then(|index| index.parse().ok());
        let index = index.ok_or_else(|| format!("{INDEX} names no element: Slurm starts this"))?;
        let asked = usize::try_from(index).ok();
        let asked = asked.and_then(|index| batch.asked().trials.get(index));
        let asked = asked.ok_or_else(|| format!("the batch has no element {index}"))?;
        screen.tell(&format!("trial {}", asked.trial));
        let Some(outcome) = outcome_of(&batch, asked, common, screen) else {
            screen.tell("interrupted");
            return Ok(Ended::Interrupted);
        };
        let ended = match &outcome.failure {
            None => Ended::Good,
            Some(failure) => {
                screen.tell(&format!("failed: {}", failure.message));
                for line in failure.last_words.iter().flatten() {
                    screen.tell(&format!("  | {line}"));
                }
                Ended::TrialFailed
            }
        };
        let left = batch.leave(index, &outcome);
        left.map_err(|error| error.to_string())?;
        Ok(ended)
    }
}

/// What becomes of a trial; nothing where it is interrupted.
fn outcome_of(
    batch: &Batch,
    asked: &AskedTrial,
    common: &Common,
    screen: &Screen,
) -> Option<ElementOutcome> {
    let said = Mutex::new(Vec::new());
    let failed = |cause: String| {
        let AskedTrial { trial, .. } = asked;
        Tried::Failed(ElementFailure {
            message: format!("{} (seed {}): {cause}", trial.model, trial.seed),
            last_words: None,
        })
    };
    let mut needed = (None, 0);
    let tried = match prepared(batch, common) {
        Err(cause) => failed(cause),
        Ok(prepared) => {
            let planned = prepared.plan.trials.iter();
            let mut planned = planned.filter(|planned| planned.digest == asked.digest);
            match planned.next() {
                None => failed(
                    "its spec, data or plugin is another now than when its Slurm job was submitted"
                        .to_owned(),
                ),
                Some(planned) => {
                    let element = Element {
                        prepared: &prepared,
                        planned,
                        force: batch.asked().by.force,
                        screen,
                        said: &said,
                    };
                    let interruption = &prepared.session.plugins.workers.interruption;
                    match element.run(&mut needed) {
                        Ok(tried) => tried,
                        // Whatever an interruption broke off.
                        Err(_) if interruption.is_asked() => Tried::Interrupted,
                        Err(cause) => failed(cause),
                    }
                }
            }
        }
    };
    let failure = match tried {
        Tried::Done => None,
        Tried::Failed(failure) => Some(failure),
        Tried::Interrupted => return None,
    };
    let (seconds, memory) = needed;
    Some(ElementOutcome {
        digest: asked.digest.clone(),
        failure,
        said: said.into_inner().unwrap_or_else(PoisonError::into_inner),
        seconds,
        memory,
    })
}

/// How it went.
enum Tried {
    Done,
    Failed(ElementFailure),
    Interrupted,
}

/// The spec, as the command that submitted it read it.
fn prepared(batch: &Batch, common: &Common) -> Result<Prepared, String> {
    let by = &batch.asked().by;
    std::env::set_current_dir(&by.folder).map_err(|error| {
        let folder = by.folder.display();
        format!("its Slurm job failed to enter the folder {folder}: {error}")
    })?;
    let choice = SpecChoice {
        spec: by.spec.clone(),
        overrides: by.overrides.clone(),
        skip_missing: by.skip_missing,
    };
    let common = Common {
        plugin_path: by.plugin_path.clone(),
        ..common.clone()
    };
    let refused = || "its spec was refused where its Slurm job ran".to_owned();
    // What the command warned of already would fill the log.
    let errors = Screen::new(true, false);
    let prepared = Prepared::new(&choice, &common, &errors).ok_or_else(refused)?;
    // Where it cannot be said what is needed, nothing is evicted.
    let _ = prepared.session.needed_by(&prepared.plan);
    Ok(prepared)
}

/// A trial, and what it is run with.
struct Element<'a> {
    prepared: &'a Prepared,
    planned: &'a PlannedTrial,
    force: bool,
    screen: &'a Screen,
    said: &'a Mutex<Vec<Said>>,
}

impl Element<'_> {
    fn run(&self, needed: &mut (Option<f64>, u64)) -> Result<Tried, String> {
        let session = &self.prepared.session;
        // An element that was queued again after it had stored its results has nothing left to do.
        if !self.force && matches!(session.cache.lookup(&self.planned.digest), Lookup::Hit(_)) {
            return Ok(Tried::Done);
        }
        let execution = &self.prepared.valid.spec.execution;
        let workers = WorkerFactory {
            threads: Budget::of(Some(1), execution).threads,
            ..session.plugins.workers.clone()
        };
        let signals = Signals::asking(&workers.interruption)
            .map_err(|error| format!("failed to listen to signals: {error}"))?;
        let stage = self.staged()?;
        let log = Log {
            screen: self.screen,
            said: self.said,
            told: Mutex::new(Instant::now()),
        };
        // What the trial needs is told to a journal, and nowhere else; that of the run is not the element's to write.
        let notes = session.cache.scratch().map_err(|error| unkept(&error))?;
        let journal = Journal::begin(notes.path()).map_err(|error| unkept(&error))?;
        let executor = Executor {
            valid: &self.prepared.valid,
            cache: &session.cache,
            lease: &session.lease,
            journal: Some(&journal),
            history: &History::default(),
            stage: &stage,
            workers: &workers,
            watcher: &log,
        };
        let choices = Choices {
            jobs: 1,
            keep_going: true,
            force: self.force,
            memory: memory_of_machine(),
        };
        let ran = executor.run(&[self.planned], choices);
        drop(signals);
        if let Ok(reading) = crate::journal::read(notes.path())
            && let Some(told) = reading.history.needed(&self.planned.trial)
        {
            *needed = (Some(told.seconds), told.memory);
        }
        self.tried(ran)
    }

    fn tried(&self, mut ran: Ran) -> Result<Tried, String> {
        match (ran.outcomes.remove(&self.planned.digest), ran.stopped) {
            (Some(Outcome::Done(_)), _) => Ok(Tried::Done),
            (Some(Outcome::Failed(failure)), _) => Ok(Tried::Failed(ElementFailure {
                message: failure.message,
                last_words: Some(failure.last_words),
            })),
            (_, Some(Stopped::Unkept(why))) => Err(unkept(&why)),
            _ => Ok(Tried::Interrupted),
        }
    }

    /// The arrays of the trial, where the node says that there is room for them, else beside the cache.
    fn staged(&self) -> Result<Stage, String> {
        let session = &self.prepared.session;
        let folder = match std::env::var_os("TMPDIR").filter(|set| !set.is_empty()) {
            Some(folder) => tempfile::Builder::new()
                .prefix("emospec-")
                .tempdir_in(folder),
            None => session.cache.scratch(),
        };
        let folder: TempDir = folder.map_err(|error| unkept(&error))?;
        let (valid, trials) = (&self.prepared.valid, [self.planned]);
        Stage::prepare(folder, valid, &trials, &session.plugins).map_err(|error| {
            if let StageError::Dataset(found) = &error {
                self.screen.diagnose_one(*first_of(found));
            }
            error.to_string()
        })
    }
}

fn unkept(why: &impl std::fmt::Display) -> String {
    format!("failed to keep its results: {why}")
}

/// Writes what is heard to the log of the element.
struct Log<'a> {
    screen: &'a Screen,
    said: &'a Mutex<Vec<Said>>,
    told: Mutex<Instant>,
}

impl Watcher for Log<'_> {
    fn started(&self, _: usize, _: &Trial) {}

    fn progressed(&self, _: usize, progress: &Value) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.elapsed() >= PROGRESS {
            *told = Instant::now();
            self.screen.tell(&progress.to_string());
        }
    }

    fn said(&self, _: &Trial, warning: bool, message: &str) {
        let word = if warning { "warning" } else { "note" };
        self.screen.tell(&format!("{word}: {message}"));
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.push(Said {
            warning,
            message: message.to_owned(),
        });
    }

    fn ended(&self, _: usize, _: &Trial, outcome: &Outcome) {
        if let Outcome::Done(entry) = outcome {
            self.screen.tell(&format!("done in {:.1} s", entry.seconds));
        }
    }
}
