//! Which trials earlier runs submitted, and what became of them meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use super::batch::Batch;
use super::cause::{cause, failure_of};
use super::cluster::Cluster;
use super::ending::Ending;
use super::error::SlurmError;
use super::fleet::Fleet;
use super::job_id::JobId;
use super::job_state::JobState;
use super::outcome::ElementOutcome;
use super::sightings::Sightings;
use super::watched::Submitted;
use crate::cache::Cache;
use crate::execute::Outcome;
use crate::files::Digest;
use crate::plan::PlannedTrial;

/// What was found of trials in batches.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    /// Trials that wait or run, or ended so lately that what they left may not be seen yet.
    pub fleet: Fleet<'a>,
    /// Trials that ended since, which nobody was told, and what their elements left.
    pub ended: Vec<(&'a PlannedTrial, Outcome, Option<Box<ElementOutcome>>)>,
    /// Batches of which nothing waits or runs any more.
    pub over: Vec<Batch>,
    /// What something was found of.
    found: BTreeSet<Digest>,
}

/// What became of an element that nobody watched.
enum Found {
    /// It waits or runs.
    Alive,
    /// Slurm still shows that it ended: what it left may take a moment to be seen.
    Fresh,
    /// It ended, and nobody was told.
    Ended(Outcome, Option<Box<ElementOutcome>>),
    /// It is to be submitted again: it never began, or was cancelled, or what it left is gone.
    Open,
}

impl<'a> Survey<'a> {
    /// Looks for trials in batches. Those that are run whatever the cache has are looked for where they were submitted
    /// so, and only while they wait or run.
    pub fn of(
        batches: Vec<Batch>,
        wanted: &BTreeMap<&Digest, &'a PlannedTrial>,
        cluster: &dyn Cluster,
        cache: &Cache,
        force: bool,
    ) -> Result<Self, SlurmError> {
        let asks = |batch: &Batch| {
            let mut trials = batch.asked().trials.iter();
            (batch.asked().by.force || !force)
                && trials.any(|trial| wanted.contains_key(&trial.digest))
        };
        let batches: Vec<_> = batches.into_iter().filter(asks).collect();
        let names: Vec<_> = batches.iter().map(Batch::job_name).collect();
        let queue = cluster.queue(&names)?;
        let mut known = Vec::new();
        for batch in batches {
            let job = match (batch.job(), queue.job_named(&batch.job_name())) {
                // The command ended between the submission and the keeping of its number.
                (None, Some(job)) => {
                    batch.keep_job(job)?;
                    Some(job)
                }
                (job, _) => job,
            };
            known.push((batch, job));
        }
        let jobs: Vec<_> = known.iter().filter_map(|(_, job)| *job).collect();
        // Not every cluster keeps accounts.
        let accounts = cluster.accounts(&jobs).unwrap_or_default();
        let mut survey = Self::default();
        for (batch, job) in known {
            let view = View {
                batch: &batch,
                job,
                queue: &queue,
                accounts: &accounts,
                cache,
                force,
            };
            let before = survey.fleet.watched.len();
            let has_others = survey.add(&view, wanted);
            match job {
                Some(job) if survey.fleet.watched.len() > before => {
                    survey.fleet.submitted.push(Submitted {
                        batch,
                        job,
                        has_others,
                    });
                }
                _ if has_others => {}
                // Another command may be about to submit it.
                None if !batch.has_begun() => {}
                _ => survey.over.push(batch),
            }
        }
        Ok(survey)
    }

    /// Adds the trials of a batch; whether any of its elements waits or runs that is not waited for.
    fn add(&mut self, view: &View<'_>, wanted: &BTreeMap<&Digest, &'a PlannedTrial>) -> bool {
        let mut has_others = false;
        for (index, asked) in (0..).zip(&view.batch.asked().trials) {
            let planned = wanted.get(&asked.digest);
            let Some(planned) = planned.filter(|planned| !self.has(planned)) else {
                has_others |= view.is_alive(index);
                continue;
            };
            match view.found(index, planned) {
                Found::Alive | Found::Fresh => {
                    self.found.insert(planned.digest.clone());
                    self.fleet.watch(planned, index);
                }
                Found::Ended(outcome, left) => {
                    self.found.insert(planned.digest.clone());
                    self.ended.push((planned, outcome, left));
                }
                Found::Open => {}
            }
        }
        has_others
    }

    /// Whether something was found of a trial.
    pub fn has(&self, planned: &PlannedTrial) -> bool {
        self.found.contains(&planned.digest)
    }
}

/// What is known of a batch.
struct View<'a> {
    batch: &'a Batch,
    job: Option<JobId>,
    queue: &'a Sightings,
    accounts: &'a Sightings,
    cache: &'a Cache,
    force: bool,
}

impl View<'_> {
    fn state(&self, index: u32) -> Option<JobState> {
        let seen = self.job.and_then(|job| self.queue.of(job, index));
        seen.map(|seen| seen.state)
    }

    fn is_alive(&self, index: u32) -> bool {
        matches!(
            self.state(index),
            Some(JobState::Waiting | JobState::Working)
        )
    }

    fn found(&self, index: u32, planned: &PlannedTrial) -> Found {
        let left = self.batch.outcome(index);
        if self.force {
            let is_alive = left.is_none() && self.is_alive(index);
            return if is_alive { Found::Alive } else { Found::Open };
        }
        if let Some(left) = left {
            return self.found_left(index, planned, left);
        }
        if self.is_alive(index) {
            return Found::Alive;
        }
        if let Some(outcome) = self.stored(planned) {
            return Found::Ended(outcome, None);
        }
        if self.is_fresh(index) {
            return Found::Fresh;
        }
        let log = self.batch.log_end(index);
        let sightings = [self.queue, self.accounts];
        let of = |all: &'_ Sightings, job| match log {
            Some(_) => all.of(job, index).cloned(),
            None => all.of_one_that_waited(job, index).cloned(),
        };
        let seen = self
            .job
            .and_then(|job| sightings.iter().find_map(|all| of(all, job)));
        let ending = match seen.as_ref().map(|seen| seen.state) {
            Some(JobState::Ended(ending)) => Some(ending),
            _ => Ending::of_log(log.as_deref().unwrap_or_default()),
        };
        let is_meant = self.batch.is_given_up() || ending == Some(Ending::Cancelled);
        if is_meant || (ending.is_none() && log.is_none()) {
            return Found::Open;
        }
        let limit = seen.and_then(|seen| seen.limit);
        let cause = cause(ending, limit, self.cache.root());
        let failure = failure_of(&planned.trial, &cause, log);
        Found::Ended(Outcome::Failed(failure), None)
    }

    /// What became of an element that left an outcome.
    fn found_left(&self, index: u32, planned: &PlannedTrial, left: ElementOutcome) -> Found {
        let outcome = match &left.failure {
            Some(failure) => Some(Outcome::Failed(failure.told(self.batch, index))),
            None => self.stored(planned),
        };
        match outcome {
            Some(outcome) => Found::Ended(outcome, Some(Box::new(left))),
            None if self.is_alive(index) => Found::Alive,
            None if self.is_fresh(index) => Found::Fresh,
            // Its results were removed since.
            None => Found::Open,
        }
    }

    /// The results of a trial, which may have come since the run began.
    fn stored(&self, planned: &PlannedTrial) -> Option<Outcome> {
        Outcome::stored(self.cache, &planned.digest)
    }

    /// Whether an element ended by itself, and so lately that Slurm has not forgotten it.
    fn is_fresh(&self, index: u32) -> bool {
        matches!(
            self.state(index),
            Some(JobState::Ended(Ending::Completed | Ending::Failed))
        )
    }
}
