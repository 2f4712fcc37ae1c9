//! Running the trials that are not in the cache: what surrounds it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytesize::ByteSize;

use super::budget::{Budget, memory_of_machine};
use super::progress::Bars;
use super::screen::Screen;
use super::session::Prepared;
use super::signals::Signals;
use super::{Common, SpecChoice};
use crate::cache::Sweeping;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::execute::{Choices, Executor, Outcome, Ran, Stage, StageError, Stopped};
use crate::journal::{History, Journal, Record};
use crate::plan::PlannedTrial;
use crate::plugin::WorkerFactory;
use crate::spec::ExecutionType;

/// How the trials of a spec are run.
pub(super) struct Running<'a> {
    pub prepared: &'a Prepared,
    pub screen: &'a Screen,
    pub choice: &'a SpecChoice,
    pub common: &'a Common,
    /// Trials at once, as the command line has them.
    pub jobs: Option<u16>,
    pub budget: Budget,
    pub keep_going: bool,
    pub force: bool,
}

impl Running<'_> {
    /// Runs the trials, and says on the screen how it went.
    pub fn run(&self, misses: &[&PlannedTrial]) -> Result<Ran, Box<Diagnostic>> {
        let started = Instant::now();
        let execution = &self.prepared.valid.spec.execution;
        if execution.kind == ExecutionType::Slurm {
            let at_once = self
                .jobs
                .map_or(execution.max_jobs, |jobs| Some(jobs.into()));
            let at_once = at_once.and_then(|jobs| usize::try_from(jobs).ok());
            let journal = self.begin_journal(misses.len(), at_once.unwrap_or(misses.len()));
            let ran = self.on_slurm(misses, journal.as_ref())?;
            self.end(journal.as_ref(), &ran, started.elapsed());
            return Ok(ran);
        }
        let session = &self.prepared.session;
        if let Some(asked) = self.budget.asked {
            self.screen.tell(&format!(
                "note: {} trials at once instead of {asked}: there are no more cores",
                self.budget.jobs
            ));
        }
        let history = self.prepared.history(self.screen);
        let journal = self.begin_journal(misses.len(), self.budget.jobs);
        let workers = WorkerFactory {
            threads: self.budget.threads,
            ..session.plugins.workers.clone()
        };
        let signals = Signals::asking(&workers.interruption).map_err(|error| {
            let message = format!("failed to listen to signals: {error}");
            Box::new(Diagnostic::error(Code::NoCache, message))
        })?;
        let stage = self.staged(misses)?;
        let bars = Bars::new(self.screen, misses, self.budget.jobs);
        let executor = Executor {
            valid: &self.prepared.valid,
            cache: &session.cache,
            lease: &session.lease,
            journal: journal.as_ref(),
            history: &history,
            stage: &stage,
            workers: &workers,
            watcher: &bars,
        };
        let choices = Choices {
            jobs: self.budget.jobs,
            keep_going: self.keep_going,
            force: self.force,
            memory: memory_of_machine(),
        };
        let ran = executor.run(misses, choices);
        bars.finish();
        drop(signals);
        self.end(journal.as_ref(), &ran, started.elapsed());
        match &ran.stopped {
            Some(Stopped::Unkept(why)) => Err(self.unkept(why)),
            _ => Ok(ran),
        }
    }

    fn staged(&self, misses: &[&PlannedTrial]) -> Result<Stage, Box<Diagnostic>> {
        let session = &self.prepared.session;
        let folder = session.cache.scratch().map_err(StageError::from);
        let staged = folder.and_then(|folder| {
            Stage::prepare(folder, &self.prepared.valid, misses, &session.plugins)
        });
        staged.map_err(|error| match error {
            StageError::Dataset(found) => first_of(&found),
            StageError::Write(error) => self.unkept(&error.to_string()),
            other => Box::new(Diagnostic::error(Code::NoCache, other.to_string())),
        })
    }

    fn end(&self, journal: Option<&Journal>, ran: &Ran, took: Duration) {
        self.end_journal(journal, ran);
        self.tell(ran, took);
        self.sweep();
    }

    fn begin_journal(&self, misses: usize, jobs: usize) -> Option<Journal> {
        let begun = Journal::begin(&self.prepared.journal_folder());
        let journal = match begun {
            Ok(journal) => journal,
            Err(error) => {
                self.screen
                    .tell(&format!("warning: this run has no journal: {error}"));
                return None;
            }
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        journal.append(&Record::Run {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            at: now.unwrap_or_default().as_secs(),
            spec: self.choice.spec.display().to_string(),
            trials: self.prepared.plan.trials.len(),
            misses,
            jobs,
        });
        Some(journal)
    }

    fn end_journal(&self, journal: Option<&Journal>, ran: &Ran) {
        let Some(journal) = journal else {
            return;
        };
        let stopped = ran.stopped.as_ref().map(|stopped| match stopped {
            Stopped::Failure => "a trial failed".to_owned(),
            Stopped::Interrupted => "it was interrupted".to_owned(),
            Stopped::Unkept(why) => why.clone(),
        });
        journal.append(&Record::Over { stopped });
        if let Some(broken) = journal.broken() {
            self.screen.tell(&format!(
                "warning: the journal of this run is not whole: {broken}"
            ));
        }
    }

    fn tell(&self, ran: &Ran, took: Duration) {
        let count = |wanted: fn(&Outcome) -> bool| {
            let outcomes = ran.outcomes.values();
            outcomes.filter(|outcome| wanted(outcome)).count()
        };
        let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let not_run = count(|outcome| *outcome == Outcome::NotRun);
        let others = match ran.by_others {
            0 => String::new(),
            others => format!(", {others} fitted by another engine"),
        };
        let fitted = ran.outcomes.len() - failed - not_run - ran.by_others;
        self.screen.tell(&format!(
            "{fitted} fitted{others}, {failed} failed, {not_run} not started, in {:.1} s",
            took.as_secs_f64()
        ));
        match &ran.stopped {
            Some(Stopped::Failure) if not_run > 0 => self
                .screen
                .tell("a failure stops new starts: use -k to keep going; run again to go on"),
            Some(Stopped::Interrupted) => self.screen.tell(&format!(
                "interrupted: what is done is kept, and this goes on with the rest:\n  {}",
                command_again()
            )),
            _ => {}
        }
    }

    /// Keeps the cache within its limit, where it has one.
    fn sweep(&self) {
        let session = &self.prepared.session;
        let limit = match session.cache.limit() {
            Ok(Some(limit)) => limit,
            Ok(None) => return,
            Err(why) => {
                self.screen
                    .tell(&format!("warning: the cache goes without a limit: {why}"));
                return;
            }
        };
        let asked = Sweeping {
            limit: Some(limit),
            unused: None,
            dry: false,
        };
        // Where another engine sweeps, that is enough; and a cache that cannot be swept still holds the results.
        if let Ok(Some(swept)) = session.cache.sweep(asked, &session.lease)
            && swept.kept.1 > limit
        {
            self.screen.tell(&format!(
                "warning: the cache holds {} of entries, above its limit of {}: engines that run need {} of them",
                ByteSize(swept.kept.1),
                ByteSize(limit),
                ByteSize(swept.needed.1)
            ));
        }
    }

    fn unkept(&self, why: &str) -> Box<Diagnostic> {
        let root = self.prepared.session.cache.root().display();
        let message = format!("failed to keep results in the cache at {root}: {why}");
        let help = "make room on its disk (`emospec cache gc --limit SIZE` evicts what was not used for longest) or \
                    set EMOSPEC_CACHE_DIR to another; what is done is kept, so run again to go on";
        Box::new(Diagnostic::error(Code::NoCache, message).help(help.to_owned()))
    }
}

impl Prepared {
    /// What earlier runs told; nothing, with a warning, where it cannot be read.
    pub(super) fn history(&self, screen: &Screen) -> History {
        match crate::journal::read(&self.journal_folder()) {
            Ok(reading) => {
                for place in &reading.damaged {
                    screen.tell(&format!(
                        "warning: {place} of a journal is damaged and passed over"
                    ));
                }
                reading.history
            }
            Err(error) => {
                screen.tell(&format!("warning: failed to read the journals: {error}"));
                History::default()
            }
        }
    }

    pub(super) fn journal_folder(&self) -> std::path::PathBuf {
        let name = self.valid.spec.name.as_str();
        self.session.cache.root().join("journal").join(name)
    }
}

/// The first of what is wrong with a dataset.
pub(super) fn first_of(found: &Diagnostics) -> Box<Diagnostic> {
    let first = found.iter().next().cloned();
    let unread = || Diagnostic::error(Code::SourceFailed, "a dataset cannot be read");
    Box::new(first.unwrap_or_else(unread))
}

/// The command as it was given, for a shell.
fn command_again() -> String {
    let words = std::env::args().map(|word| {
        let is_plain =
            |letter: char| letter.is_ascii_alphanumeric() || "-_./=,:@%+".contains(letter);
        if !word.is_empty() && word.chars().all(is_plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
