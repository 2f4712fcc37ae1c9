//! Running the trials that are not in the cache: what surrounds it.

use std::time::{Duration, Instant};

use bytesize::ByteSize;

use super::budget::{Budget, memory_of_machine};
use super::progress::Bars;
use super::screen::Screen;
use super::session::Prepared;
use super::signals::Signals;
use super::{Common, SpecChoice};
use crate::cache::Sweeping;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::execute::{Choices, Executor, Ran, Stage, StageError, Stopped};
use crate::journal::Journal;
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

    /// Keeps the cache within its limit, where it has one.
    fn sweep(&self) {
        let session = &self.prepared.session;
        // Where it could not be told what this run needs, its own results would be among what is evicted.
        if !session.lease.has_told() {
            return;
        }
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

/// The first of what is wrong with a dataset.
pub(super) fn first_of(found: &Diagnostics) -> Box<Diagnostic> {
    let first = found.iter().next().cloned();
    let unread = || Diagnostic::error(Code::SourceFailed, "a dataset cannot be read");
    Box::new(first.unwrap_or_else(unread))
}
