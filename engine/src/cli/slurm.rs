//! Running trials as jobs of a Slurm cluster: what surrounds it.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::progress::Bars;
use super::running::Running;
use super::signals::Signals;
use crate::diagnostic::{Code, Diagnostic};
use crate::execute::{Outcome, Ran, Stopped, Watcher};
use crate::files::Digest;
use crate::journal::{End, Journal, Needed, Record};
use crate::plan::{PlannedTrial, Trial};
use crate::plugin::Interruption;
use crate::slurm::{
    AskedBy, Collected, CommandLine, Counts, JobId, Onlooker, Patience, Request, SlurmExecutor,
};
use crate::spec::OnInterrupt;

impl Running<'_> {
    /// Runs the trials as jobs of a cluster.
    pub(super) fn on_slurm(
        &self,
        misses: &[&PlannedTrial],
        journal: Option<&Journal>,
    ) -> Result<Ran, Box<Diagnostic>> {
        let unusable = |why: String| {
            let again = self.again();
            let help = format!(
                "run it where jobs are submitted; what was submitted goes on, and {again} attaches to it"
            );
            Box::new(Diagnostic::error(Code::NoSlurm, why).help(help))
        };
        let interruption = Interruption::default();
        let signals = Signals::asking(&interruption)
            .map_err(|error| unusable(format!("failed to listen to signals: {error}")))?;
        let execution = &self.prepared.valid.spec.execution;
        let bars = Bars::new(self.screen, misses, 0);
        let ears = Ears {
            bars: &bars,
            journal,
            started: Mutex::default(),
        };
        let on_interrupt = execution.on_interrupt.unwrap_or_default();
        let executor = SlurmExecutor {
            cluster: &CommandLine::default(),
            cache: &self.prepared.session.cache,
            engine: own_command().map_err(|error| unusable(error.to_string()))?,
            by: self
                .asked_by()
                .map_err(|error| unusable(error.to_string()))?,
            request: Request::new(execution, self.jobs),
            keep_going: self.keep_going,
            on_interrupt,
            onlooker: &ears,
            interrupted: &|| interruption.is_asked(),
            patience: Patience::from_environment().map_err(unusable)?,
        };
        let collected = executor.run(misses);
        bars.finish();
        drop(signals);
        let Collected {
            mut outcomes,
            jobs,
            is_interrupted,
        } = collected.map_err(|error| unusable(error.to_string()))?;
        if is_interrupted {
            self.tell_interrupted(&jobs, on_interrupt);
        }
        for planned in misses {
            let outcome = outcomes.entry(planned.digest.clone());
            outcome.or_insert(Outcome::NotRun);
        }
        let has = |wanted: fn(&Outcome) -> bool| outcomes.values().any(wanted);
        let has_failed = has(|outcome| matches!(outcome, Outcome::Failed(_)));
        let stopped = if is_interrupted {
            Some(Stopped::Interrupted)
        } else if has_failed && has(|outcome| *outcome == Outcome::NotRun) {
            Some(Stopped::Failure)
        } else {
            None
        };
        Ok(Ran {
            outcomes,
            by_others: 0,
            stopped,
        })
    }

    fn asked_by(&self) -> io::Result<AskedBy> {
        Ok(AskedBy {
            folder: std::env::current_dir()?,
            spec: self.choice.spec.clone(),
            overrides: self.choice.overrides.clone(),
            skip_missing: self.choice.skip_missing,
            plugin_path: self.common.plugin_path.clone(),
            force: self.force,
        })
    }

    /// What attaches to jobs that go on: a run without `--force` takes what the cache has, and looks for no other.
    fn again(&self) -> &'static str {
        if self.force {
            "running again with --force"
        } else {
            "running again"
        }
    }

    fn tell_interrupted(&self, jobs: &[JobId], on_interrupt: OnInterrupt) {
        if jobs.is_empty() {
            return;
        }
        let jobs: Vec<_> = jobs.iter().map(JobId::to_string).collect();
        let jobs = jobs.join(" ");
        self.screen.tell(&match on_interrupt {
            OnInterrupt::Leave => {
                let again = self.again();
                format!(
                    "jobs go on, and {again} attaches to them; this cancels them:\n  scancel {jobs}"
                )
            }
            OnInterrupt::Cancel => format!("cancelled: job {jobs}"),
        });
    }
}

/// The file of this command, which nodes have under the same path.
fn own_command() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?;
    // The file may have been replaced since, by the build of a plugin; the path is that of the new one.
    let replaced = path
        .to_str()
        .and_then(|path| path.strip_suffix(" (deleted)"));
    Ok(replaced.map_or(path.clone(), PathBuf::from))
}

/// Draws what is heard, and writes it into the journal.
struct Ears<'a> {
    bars: &'a Bars,
    journal: Option<&'a Journal>,
    /// Of what it was told that it started.
    started: Mutex<BTreeSet<Digest>>,
}

impl Onlooker for Ears<'_> {
    fn counted(&self, counts: Counts) {
        self.bars.counted(counts);
    }

    fn said(&self, trial: &Trial, warning: bool, message: &str) {
        self.bars.said(trial, warning, message);
    }

    fn started(&self, planned: &PlannedTrial) {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = self.journal
            && started.insert(planned.digest.clone())
        {
            journal.append(&Record::Started {
                trial: planned.trial.clone(),
                digest: planned.digest.clone(),
                inputs: journal.inputs(planned.inputs()),
            });
        }
    }

    fn ended(&self, planned: &PlannedTrial, outcome: &Outcome, needed: Option<Needed>) {
        let end = match outcome {
            Outcome::Done(_) => Some(End::Done),
            Outcome::Failed(failure) => Some(End::Failed {
                message: failure.message.clone(),
            }),
            Outcome::NotRun => None,
        };
        if let (Some(journal), Some(end)) = (self.journal, end) {
            // It may have ended before it was seen running.
            self.started(planned);
            let needed = needed.unwrap_or(Needed {
                seconds: 0.0,
                memory: 0,
            });
            journal.append(&Record::Ended {
                trial: planned.trial.clone(),
                digest: planned.digest.clone(),
                seconds: needed.seconds,
                memory: needed.memory,
                end,
            });
        }
        self.bars.ended(0, &planned.trial, outcome);
    }

    fn told(&self, line: &str) {
        self.bars.told(line);
    }
}
