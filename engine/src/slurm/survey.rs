//! Which trials earlier runs submitted, and what became of them meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use super::batch::Batch;
use super::cause::{cause, failure_of};
use super::cluster::Cluster;
use super::element::Element;
use super::ending::Ending;
use super::error::SlurmError;
use super::job_id::JobId;
use super::job_state::JobState;
use super::sightings::Sightings;
use super::watched::{Submitted, Watched};
use crate::cache::Cache;
use crate::execute::TrialFailure;
use crate::files::Digest;
use crate::plan::PlannedTrial;

/// What was found of trials in batches.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    /// Batches with trials that still wait or run.
    pub submitted: Vec<Submitted>,
    /// Those trials.
    pub watched: Vec<Watched<'a>>,
    /// Trials that failed since, which nobody was told.
    pub failed: Vec<(&'a PlannedTrial, TrialFailure)>,
    /// Batches of which nothing waits or runs any more.
    pub over: Vec<Batch>,
    /// What something was found of.
    found: BTreeSet<Digest>,
}

/// What became of an element that nobody watched.
enum Found {
    /// It waits or runs.
    Alive,
    /// It failed.
    Failed(TrialFailure),
    /// It is to be submitted again: it never began, or was cancelled, or what it left is gone.
    Open,
}

impl<'a> Survey<'a> {
    /// Looks for trials in batches.
    pub fn of(
        batches: Vec<Batch>,
        wanted: &BTreeMap<&Digest, &'a PlannedTrial>,
        cluster: &dyn Cluster,
        cache: &Cache,
    ) -> Result<Self, SlurmError> {
        let asks = |batch: &Batch| {
            let mut trials = batch.asked().trials.iter();
            trials.any(|trial| wanted.contains_key(&trial.digest))
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
            };
            let before = survey.watched.len();
            let is_alive = survey.add(&view, wanted);
            let is_watched = survey.watched.len() > before;
            match job.filter(|_| is_alive) {
                Some(job) if is_watched => survey.submitted.push(Submitted { batch, job }),
                // Others' trials.
                Some(_) => {}
                None => survey.over.push(batch),
            }
        }
        Ok(survey)
    }

    /// Adds the trials of a batch; whether any of its elements waits or runs.
    fn add(&mut self, view: &View<'_>, wanted: &BTreeMap<&Digest, &'a PlannedTrial>) -> bool {
        let mut is_alive = false;
        for (index, asked) in (0..).zip(&view.batch.asked().trials) {
            let planned = wanted.get(&asked.digest);
            let Some(planned) = planned.filter(|planned| !self.has(planned)) else {
                is_alive |= view.is_alive(index);
                continue;
            };
            match view.found(index, planned) {
                Found::Alive => {
                    is_alive = true;
                    self.found.insert(planned.digest.clone());
                    self.watched.push(Watched {
                        planned,
                        batch: self.submitted.len(),
                        index,
                        element: Element::new(),
                    });
                }
                Found::Failed(failure) => {
                    self.found.insert(planned.digest.clone());
                    self.failed.push((planned, failure));
                }
                Found::Open => {}
            }
        }
        is_alive
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
}

impl View<'_> {
    fn is_alive(&self, index: u32) -> bool {
        let seen = self.job.and_then(|job| self.queue.of(job, index));
        seen.is_some_and(|seen| !matches!(seen.state, JobState::Ended(_)))
    }

    fn found(&self, index: u32, planned: &PlannedTrial) -> Found {
        if let Some(outcome) = self.batch.outcome(index) {
            // One without a failure has results, which would have been a hit: they were removed.
            return outcome.failure.map_or(Found::Open, |failure| {
                Found::Failed(failure.told(self.batch, index))
            });
        }
        if self.is_alive(index) {
            return Found::Alive;
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
        Found::Failed(failure_of(&planned.trial, &cause, log))
    }
}
