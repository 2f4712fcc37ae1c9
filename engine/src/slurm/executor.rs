use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::thread;

use super::asked::AskedBy;
use super::batch::Batch;
use super::batches::Batches;
use super::cluster::Cluster;
use super::collector::Collector;
use super::error::SlurmError;
use super::fleet::Fleet;
use super::job_id::JobId;
use super::onlooker::Onlooker;
use super::outcome::ElementOutcome;
use super::patience::Patience;
use super::request::Request;
use super::survey::Survey;
use super::watched::Submitted;
use crate::cache::Cache;
use crate::execute::Outcome;
use crate::files::Digest;
use crate::plan::PlannedTrial;
use crate::spec::OnInterrupt;

/// How often a submission that the controller does not answer is tried.
pub(super) const TRIES: usize = 3;

/// What trials are run with as jobs of a cluster.
pub struct SlurmExecutor<'a> {
    /// The cluster.
    pub cluster: &'a dyn Cluster,
    /// Where results go, on a file system that the nodes share.
    pub cache: &'a Cache,
    /// The command that elements run: this engine's own, under a path that the nodes have.
    pub engine: PathBuf,
    /// How the command was asked.
    pub by: AskedBy,
    /// What is asked of Slurm.
    pub request: Request,
    /// Whether trials begin after one failed.
    pub keep_going: bool,
    /// What becomes of jobs when the command is interrupted.
    pub on_interrupt: OnInterrupt,
    /// What hears of it.
    pub onlooker: &'a dyn Onlooker,
    /// Whether the command is interrupted.
    pub interrupted: &'a dyn Fn() -> bool,
    /// How long is waited.
    pub patience: Patience,
}

/// What became of trials.
#[derive(Debug, Clone, PartialEq)]
pub struct Collected {
    /// How each ended. Where the command was interrupted, not all are there.
    pub outcomes: BTreeMap<Digest, Outcome>,
    /// Whether the command was interrupted.
    pub is_interrupted: bool,
    /// Where it was, the jobs that go on without it, or were cancelled.
    pub jobs: Vec<JobId>,
}

impl SlurmExecutor<'_> {
    /// Runs trials, each fingerprint once: attaches to jobs of earlier runs, submits the rest, and collects what they
    /// leave.
    ///
    /// # Errors
    /// Where Slurm does not do what it is asked. What was submitted by then goes on, and the next run attaches to it.
    pub fn run(&self, trials: &[&PlannedTrial]) -> Result<Collected, SlurmError> {
        let wanted: BTreeMap<&Digest, &PlannedTrial> = trials
            .iter()
            .map(|planned| (&planned.digest, *planned))
            .collect();
        let batches = Batches::of(self.cache);
        let (there, damaged) = batches.list()?;
        for error in damaged {
            self.onlooker.told(&format!(
                "warning: {error}; trials that it may have are submitted again"
            ));
        }
        let force = self.by.force;
        let mut survey =
            self.retried(|| Survey::of(there.clone(), &wanted, self.cluster, self.cache, force))?;
        let mut outcomes = BTreeMap::new();
        for (planned, outcome, left) in std::mem::take(&mut survey.ended) {
            self.tell_ended(planned, &outcome, left.as_deref());
            outcomes.insert(planned.digest.clone(), outcome);
        }
        self.tell_attached(&survey.fleet);
        let mut seen = BTreeSet::new();
        let rest: Vec<_> = trials
            .iter()
            .copied()
            .filter(|planned| !outcomes.contains_key(&planned.digest))
            .filter(|planned| !survey.has(planned) && seen.insert(&planned.digest))
            .collect();
        let Survey {
            mut fleet, over, ..
        } = survey;
        let failed = |outcome: &Outcome| matches!(outcome, Outcome::Failed(_));
        let has_failed = outcomes.values().any(failed);
        let left = if self.keep_going || !has_failed {
            self.submit_all(&batches, &rest, &mut fleet)?
        } else {
            &rest
        };
        let not_run = left
            .iter()
            .map(|planned| (planned.digest.clone(), Outcome::NotRun));
        outcomes.extend(not_run);
        let collector = Collector {
            cluster: self.cluster,
            cache: self.cache,
            onlooker: self.onlooker,
            interrupted: self.interrupted,
            patience: self.patience,
            keep_going: self.keep_going,
            has_failed,
            force,
        };
        let Fleet { submitted, watched } = fleet;
        let all = watched.len();
        let collected = collector.collect(&submitted, watched);
        let is_interrupted = collected.len() < all;
        outcomes.extend(collected);
        if is_interrupted {
            let jobs = self.leave(&submitted)?;
            return Ok(Collected {
                outcomes,
                is_interrupted,
                jobs,
            });
        }
        let submitted = submitted.into_iter().filter(|it| !it.has_others);
        for batch in submitted.map(|it| it.batch).chain(over) {
            Self::close(&batch, &outcomes)?;
        }
        // Before all was submitted.
        let is_cut = outcomes.values().any(|it| *it == Outcome::NotRun);
        Ok(Collected {
            outcomes,
            is_interrupted: is_cut && (self.interrupted)(),
            jobs: Vec::new(),
        })
    }

    fn tell_ended(&self, planned: &PlannedTrial, outcome: &Outcome, left: Option<&ElementOutcome>) {
        for said in left.into_iter().flat_map(|left| &left.said) {
            let warning = said.warning;
            self.onlooker.said(&planned.trial, warning, &said.message);
        }
        let needed = left.and_then(ElementOutcome::needed);
        self.onlooker.ended(planned, outcome, needed);
    }

    fn tell_attached(&self, fleet: &Fleet<'_>) {
        if !fleet.watched.is_empty() {
            let jobs: Vec<_> = fleet
                .submitted
                .iter()
                .map(|it| it.job.to_string())
                .collect();
            self.onlooker.told(&format!(
                "{} trials were submitted by an earlier run, as job {}",
                fleet.watched.len(),
                jobs.join(", ")
            ));
        }
    }

    /// Asks again where there is no answer, a few times.
    pub(super) fn retried<T>(
        &self,
        ask: impl Fn() -> Result<T, SlurmError>,
    ) -> Result<T, SlurmError> {
        for _ in 1..TRIES {
            match ask() {
                Err(error) if error.is_transient() => thread::sleep(self.patience.retry),
                answer => return answer,
            }
        }
        ask()
    }

    /// Does with jobs what is asked for when the command is interrupted.
    fn leave(&self, submitted: &[Submitted]) -> Result<Vec<JobId>, SlurmError> {
        let jobs: Vec<_> = submitted.iter().map(|it| it.job).collect();
        if self.on_interrupt == OnInterrupt::Cancel {
            self.retried(|| self.cluster.cancel(&jobs, false))?;
            submitted.iter().try_for_each(|it| it.batch.give_up())?;
        }
        Ok(jobs)
    }

    /// Removes a batch of which nothing waits or runs, but for the logs of what failed. While anything does, it stays
    /// open: a later run attaches to that.
    fn close(batch: &Batch, outcomes: &BTreeMap<Digest, Outcome>) -> Result<(), SlurmError> {
        let all_done = (0..).zip(&batch.asked().trials).all(|(index, trial)| {
            let left = batch.outcome(index);
            left.is_some_and(|left| left.failure.is_none())
                || matches!(outcomes.get(&trial.digest), Some(Outcome::Done(_)))
        });
        if all_done {
            batch.remove();
            return Ok(());
        }
        batch.keep_as_collected()
    }
}
