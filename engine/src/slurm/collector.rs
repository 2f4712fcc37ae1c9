//! Waits for the trials of batches, and gathers what becomes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::cause::{cause, failure_of};
use super::cluster::Cluster;
use super::element::{Sight, Step};
use super::ending::Ending;
use super::job_state::JobState;
use super::onlooker::Onlooker;
use super::outcome::ElementOutcome;
use super::patience::Patience;
use super::sightings::Sightings;
use super::watch::Watch;
use super::watched::{Submitted, Watched};
use crate::cache::Cache;
use crate::execute::Outcome;
use crate::files::Digest;

/// How long the engine sleeps without looking whether it is interrupted.
const NAP: Duration = Duration::from_millis(50);
/// Reasons to wait that do not pass by waiting.
const NEEDS_SOMEONE: [&str; 10] = [
    "BadConstraints",
    "DependencyNeverSatisfied",
    "InvalidAccount",
    "InvalidQOS",
    "JobHeldAdmin",
    "JobHeldUser",
    "PartitionDown",
    "PartitionInactive",
    "PartitionNodeLimit",
    "PartitionTimeLimit",
];

/// What is remembered where the queue did not answer.
const SILENCE: &str = "silence";
/// What is remembered where a failure did not stop what had not begun.
const UNCANCELLED: &str = "uncancelled";

/// What trials are waited for with.
pub(super) struct Collector<'a> {
    pub cluster: &'a dyn Cluster,
    pub cache: &'a Cache,
    pub onlooker: &'a dyn Onlooker,
    pub interrupted: &'a dyn Fn() -> bool,
    pub patience: Patience,
    /// Whether trials begin after one failed.
    pub keep_going: bool,
    /// Whether one has failed already.
    pub has_failed: bool,
    /// Whether trials are run that have results already, which then say nothing of their jobs.
    pub force: bool,
}

impl Collector<'_> {
    /// How each trial ended. Where it is interrupted, those that have not ended are left out.
    pub fn collect(
        &self,
        batches: &[Submitted],
        watched: Vec<Watched<'_>>,
    ) -> BTreeMap<Digest, Outcome> {
        let mut watch = Watch::new(batches, watched);
        let mut gap = self.patience.ask;
        let mut next = Duration::ZERO;
        while !watch.open.is_empty() {
            let now = watch.started.elapsed();
            let seen = if now >= next {
                let seen = self.ask(&mut watch);
                next = watch.started.elapsed() + gap;
                gap = (gap * 3 / 2).min(self.patience.longest);
                seen
            } else {
                None
            };
            self.look(&mut watch, seen.as_ref(), now);
            self.onlooker.counted(watch.counts());
            if watch.open.is_empty() || self.sleep() {
                break;
            }
        }
        watch.outcomes
    }

    /// Waits until it is time to look again; whether it was interrupted.
    fn sleep(&self) -> bool {
        let started = Instant::now();
        loop {
            if (self.interrupted)() {
                return true;
            }
            let left = self.patience.look.saturating_sub(started.elapsed());
            if left.is_zero() {
                return false;
            }
            thread::sleep(left.min(NAP));
        }
    }

    /// What the queue says; none where it does not answer, which passes.
    fn ask(&self, watch: &mut Watch<'_, '_>) -> Option<Sightings> {
        let open: BTreeSet<_> = watch.open.iter().map(|watched| watched.batch).collect();
        let names: Vec<_> = open
            .iter()
            .map(|&at| watch.batches[at].batch.job_name())
            .collect();
        match self.cluster.queue(&names) {
            Ok(seen) => {
                watch.told.remove(SILENCE);
                Some(seen)
            }
            Err(error) => {
                if watch.told.insert(SILENCE.to_owned()) {
                    self.onlooker.told(&format!("warning: {error}; waiting"));
                }
                None
            }
        }
    }

    /// Sees what the elements left, and what follows from what the queue says of the others.
    fn look(&self, watch: &mut Watch<'_, '_>, seen: Option<&Sightings>, now: Duration) {
        let left: Vec<_> = watch.batches.iter().map(|it| it.batch.left()).collect();
        let mut lost = Vec::new();
        let mut open = Vec::new();
        for mut watched in std::mem::take(&mut watch.open) {
            let Submitted { batch, job, .. } = &watch.batches[watched.batch];
            let outcome = left[watched.batch]
                .contains(&watched.index)
                .then(|| batch.outcome(watched.index))
                .flatten();
            if let Some(outcome) = outcome
                && let Some(ended) = self.read(&watched, batch, &outcome)
            {
                for said in &outcome.said {
                    self.onlooker
                        .said(&watched.planned.trial, said.warning, &said.message);
                }
                watch.end(&watched, ended, outcome.needed(), self.onlooker);
                continue;
            }
            let sight = match seen {
                None => Sight::Unasked,
                Some(seen) => {
                    let sighting = if watched.element.has_worked {
                        seen.of(*job, watched.index)
                    } else {
                        seen.of_one_that_waited(*job, watched.index)
                    };
                    sighting.map_or(Sight::Absent, Sight::Seen)
                }
            };
            if let Sight::Seen(sighting) = sight {
                self.tell_reason(
                    &mut watch.told,
                    batch,
                    sighting.state,
                    sighting.reason.as_deref(),
                );
            }
            let has_worked = watched.element.has_worked;
            let step = watched.element.step(sight, now, &self.patience);
            if watched.element.has_worked && !has_worked {
                self.onlooker.started(watched.planned);
            }
            match step {
                Step::Wait => open.push(watched),
                Step::Lost(ending, limit) => lost.push((watched, ending, limit)),
            }
        }
        watch.open = open;
        self.bury(watch, lost);
        let failed = |outcome: &Outcome| matches!(outcome, Outcome::Failed(_));
        let has_failed = self.has_failed || watch.outcomes.values().any(failed);
        // A controller that did not cancel is asked again once the queue answers.
        let may_ask = seen.is_some() || !watch.told.contains(UNCANCELLED);
        if has_failed && !self.keep_going && !watch.is_stopped && may_ask {
            watch.is_stopped = self.stop(watch);
        }
    }

    /// The end of a trial by what its element left; none where its results are not to be seen yet.
    fn read(
        &self,
        watched: &Watched<'_>,
        batch: &Batch,
        outcome: &ElementOutcome,
    ) -> Option<Outcome> {
        match &outcome.failure {
            Some(failure) => Some(Outcome::Failed(failure.told(batch, watched.index))),
            None => Outcome::stored(self.cache, &watched.planned.digest),
        }
    }

    /// Ends trials whose jobs are over without an outcome.
    fn bury<'a>(
        &self,
        watch: &mut Watch<'a, '_>,
        lost: Vec<(Watched<'a>, Option<Ending>, Option<Duration>)>,
    ) {
        let unknown = lost.iter().filter(|(_, ending, _)| ending.is_none());
        let jobs: BTreeSet<_> = unknown
            .map(|(watched, ..)| watch.batches[watched.batch].job)
            .collect();
        let jobs: Vec<_> = jobs.into_iter().collect();
        // Not every cluster keeps accounts.
        let accounts = self.cluster.accounts(&jobs).unwrap_or_default();
        for (watched, ending, limit) in lost {
            let Submitted { batch, job, .. } = &watch.batches[watched.batch];
            // It may have been ended between its results and its outcome, or another engine removed the folder.
            if !self.force
                && let Some(ended) = Outcome::stored(self.cache, &watched.planned.digest)
            {
                watch.end(&watched, ended, None, self.onlooker);
                continue;
            }
            let account = accounts.of(*job, watched.index);
            let log = batch.log_end(watched.index);
            let ending = ending
                .or(account.and_then(|account| match account.state {
                    JobState::Ended(ending) => Some(ending),
                    _ => None,
                }))
                .or_else(|| Ending::of_log(log.as_deref().unwrap_or_default()));
            let was_stopped = watch.is_stopped || batch.is_given_up();
            let never_began = !watched.element.has_worked && log.is_none();
            if was_stopped && never_began && matches!(ending, None | Some(Ending::Cancelled)) {
                watch.end(&watched, Outcome::NotRun, None, self.onlooker);
                continue;
            }
            let limit = limit.or(account.and_then(|account| account.limit));
            let failure = failure_of(
                &watched.planned.trial,
                &cause(ending, limit, self.cache.root()),
                log,
            );
            watch.end(&watched, Outcome::Failed(failure), None, self.onlooker);
            self.onlooker.told(&format!(
                "its job is {job}_{}, its log {}",
                watched.index,
                batch.log(watched.index).display()
            ));
        }
    }

    /// Cancels what has not begun; whether that worked.
    fn stop(&self, watch: &mut Watch<'_, '_>) -> bool {
        let open: BTreeSet<_> = watch.open.iter().map(|watched| watched.batch).collect();
        let batches: Vec<_> = open.iter().map(|&at| &watch.batches[at]).collect();
        let jobs: Vec<_> = batches.iter().map(|it| it.job).collect();
        let cancelled = self.cluster.cancel(&jobs, true);
        if let Err(error) = cancelled {
            if watch.told.insert(UNCANCELLED.to_owned()) {
                self.onlooker
                    .told(&format!("warning: {error}; trying again"));
            }
            return false;
        }
        if let Err(error) = batches.iter().try_for_each(|it| it.batch.give_up()) {
            self.onlooker.told(&format!("warning: {error}"));
        }
        true
    }

    /// Says once for each batch why its jobs wait, where waiting is not enough.
    fn tell_reason(
        &self,
        told: &mut BTreeSet<String>,
        batch: &Batch,
        state: JobState,
        reason: Option<&str>,
    ) {
        let Some(reason) = reason.filter(|_| state == JobState::Waiting) else {
            return;
        };
        let reason = crate::diagnostic::printable(reason);
        let needs_someone = NEEDS_SOMEONE.iter().any(|word| reason.contains(word))
            || reason.to_lowercase().contains("requeued held");
        if needs_someone && told.insert(format!("{} {reason}", batch.job_name())) {
            let name = batch.job_name();
            self.onlooker.told(&format!(
                "warning: jobs of {name} wait, and Slurm says {reason}: they may wait for ever"
            ));
        }
    }
}
