//! From what trials left to the scores that are reported.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;

use super::session::Prepared;
use crate::choose::{Choice, Choosing, Scored};
use crate::evaluate::{Left, evaluate};
use crate::execute::{Outcome, Predictions};
use crate::files::Digest;
use crate::metric::on_this_thread;
use crate::plan::PlannedTrial;
use crate::score::{Missing, Score};
use crate::spec::Name;

impl Prepared {
    /// Every score that is reported, and which candidates the tuned models were; a trial without an outcome has not been
    /// run.
    ///
    /// Trials of one task with one fingerprint (a model that ignores its seed) have the same scores, which are computed
    /// once, on all cores.
    pub fn scores(&self, outcomes: &BTreeMap<Digest, Outcome>) -> (Vec<Score>, Vec<Choice>) {
        self.scores_of_seeds(outcomes, self.valid.spec.seeds.values())
    }

    /// The same, of some seeds.
    pub fn scores_of_seeds(
        &self,
        outcomes: &BTreeMap<Digest, Outcome>,
        seeds: impl IntoIterator<Item = u64>,
    ) -> (Vec<Score>, Vec<Choice>) {
        let seeds: BTreeSet<u64> = seeds.into_iter().collect();
        let wanted = |planned: &&PlannedTrial| seeds.contains(&planned.trial.seed);
        let mut distinct: BTreeMap<(&Name, &Digest), &PlannedTrial> = BTreeMap::new();
        for planned in self.plan.trials.iter().filter(wanted) {
            distinct
                .entry((&planned.trial.task, &planned.digest))
                .or_insert(planned);
        }
        let distinct: Vec<_> = distinct.into_iter().collect();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let share = distinct.len().div_ceil(cores).max(1);
        let is_one_worker = share >= distinct.len();
        let by_print: BTreeMap<_, _> = std::thread::scope(|scope| {
            let workers: Vec<_> = distinct
                .chunks(share)
                .map(|chunk| {
                    scope.spawn(move || {
                        let scored = chunk.iter().map(|(key, planned)| {
                            let outcome = outcomes.get(&planned.digest);
                            let scores = || self.scores_of(planned, outcome);
                            let scores = if is_one_worker {
                                scores()
                            } else {
                                on_this_thread(scores)
                            };
                            (*key, scores)
                        });
                        scored.collect::<Vec<_>>()
                    })
                })
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
                .collect()
        });
        let scored = self
            .plan
            .trials
            .iter()
            .filter(wanted)
            .filter_map(|planned| {
                let scores = by_print.get(&(&planned.trial.task, &planned.digest))?;
                Some(Scored {
                    trial: &planned.trial,
                    scores: scores
                        .iter()
                        .map(|score| score.of(&planned.trial))
                        .collect(),
                })
            });
        let models = self.valid.models.iter();
        let candidate_of =
            models.filter_map(|(name, model)| Some((name, model.candidate_of.as_ref()?)));
        let choosing = Choosing {
            tasks: &self.valid.spec.tasks,
            candidate_of: &candidate_of.collect(),
        };
        choosing.choose(&scored.collect::<Vec<_>>())
    }

    fn scores_of(&self, planned: &PlannedTrial, outcome: Option<&Outcome>) -> Vec<Score> {
        let (Some(task), Some(model)) = (
            self.valid.spec.tasks.get(&planned.trial.task),
            self.valid.models.get(&planned.trial.model),
        ) else {
            return Vec::new();
        };
        let read = outcome.map(predictions);
        let left = match &read {
            Some(Ok(predictions)) => Left::Predictions(predictions),
            Some(Err(missing)) => Left::Nothing(missing.clone()),
            None => Left::Nothing(Missing::NotRun),
        };
        let classes = |target: &Name| self.valid.classes_of(&planned.trial.dataset, target);
        evaluate(&planned.trial, task, model.card.similarity, &left, classes)
    }
}

/// What a trial predicted, or why it did not.
pub(super) fn predictions(outcome: &Outcome) -> Result<Predictions, Missing> {
    match outcome {
        Outcome::Done(entry) => {
            Predictions::of(entry).map_err(|error| Missing::Failed(error.to_string()))
        }
        Outcome::Failed(failure) => Err(Missing::Failed(failure.message.clone())),
        Outcome::NotRun => Err(Missing::NotRun),
    }
}
