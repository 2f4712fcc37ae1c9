use std::collections::BTreeMap;

use super::chosen::Chosen;
use crate::choose::Choice;
use crate::cli::screen::Screen;
use crate::cli::session::Prepared;
use crate::compare::Question;
use crate::execute::Outcome;
use crate::files::Digest;
use crate::metric::{Direction, Unit, find};
use crate::plan::PlannedTrial;
use crate::score::{Score, ScoreKey};
use crate::spec::{MetricChoice, Name};

/// What evidence is gathered from.
pub(super) struct Gathering<'a> {
    pub prepared: &'a Prepared,
    pub chosen: &'a Chosen<'a>,
    pub outcomes: BTreeMap<Digest, Outcome>,
    pub scores: Vec<Score>,
    choices: Vec<Choice>,
    pub missing: usize,
}

impl<'a> Gathering<'a> {
    pub fn new(prepared: &'a Prepared, chosen: &'a Chosen<'a>, screen: &Screen) -> Self {
        let wanted = |planned: &PlannedTrial| {
            let trial = &planned.trial;
            let model = prepared.valid.models.get(&trial.model);
            let model = model.and_then(|model| model.candidate_of.as_ref());
            let model = model.unwrap_or(&trial.model);
            (*model == chosen.first || *model == chosen.second)
                && chosen.takes_trials(&trial.dataset, &trial.task, &trial.split)
        };
        let outcomes = prepared.look_up_of(wanted, screen).hits;
        let planned = prepared.plan.trials.iter();
        let missing = planned
            .filter(|planned| wanted(planned) && !outcomes.contains_key(&planned.digest))
            .count();
        let (scores, choices) = prepared.scores(&outcomes);
        Self {
            prepared,
            chosen,
            outcomes,
            scores,
            choices,
            missing,
        }
    }

    pub fn side(&self, model: &Name) -> Option<usize> {
        [&self.chosen.first, &self.chosen.second]
            .iter()
            .position(|name| *name == model)
    }

    /// The question a score is of; none where it is not asked for.
    pub fn question(&self, key: &ScoreKey) -> Option<Question> {
        // A value of one class is of a few items; models are compared over all.
        if key.class.is_some() || !self.chosen.takes(key) {
            return None;
        }
        let metric = find(self.metric(&key.task, &key.metric)?.metric().as_str())?;
        Some(Question {
            dataset: key.dataset.clone(),
            task: key.task.clone(),
            split: key.split.clone(),
            query: key.query.clone(),
            metric: key.metric.clone(),
            higher_is_better: metric.metric.direction == Direction::Higher,
            is_fraction: metric.metric.unit == Unit::Fraction,
        })
    }

    pub fn metric(&self, task: &Name, name: &Name) -> Option<&'a MetricChoice> {
        let task = self.prepared.valid.spec.tasks.get(task)?;
        task.metrics.iter().find(|choice| choice.name() == name)
    }

    /// The trial whose predictions are those of a model in a fold with a seed: of a tuned model, the candidate chosen.
    pub fn planned(
        &self,
        question: &Question,
        model: &Name,
        fold: u32,
        seed: u64,
    ) -> Option<&'a PlannedTrial> {
        let is_here = |choice: &&Choice| {
            choice.model == *model
                && choice.dataset == question.dataset
                && choice.task == question.task
                && choice.split == question.split
                && (choice.fold, choice.seed) == (fold, seed)
        };
        let candidate = self.choices.iter().find(is_here);
        let model = candidate.map_or(model, |choice| &choice.candidate);
        let is_it = |planned: &&PlannedTrial| {
            let trial = &planned.trial;
            trial.inner.is_none()
                && trial.model == *model
                && trial.dataset == question.dataset
                && trial.task == question.task
                && trial.split == question.split
                && (trial.fold, trial.seed) == (fold, seed)
        };
        self.prepared.plan.trials.iter().find(is_it)
    }

    /// Rows tested for each row trained on, over the folds.
    pub fn test_share(&self, question: &Question) -> f64 {
        let mut rows: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for planned in &self.prepared.plan.trials {
            let trial = &planned.trial;
            let is_here = trial.dataset == question.dataset
                && trial.task == question.task
                && trial.split == question.split
                && trial.inner.is_none();
            if is_here {
                let print = planned.inputs();
                rows.insert(trial.fold, (print.test.rows, print.train.rows));
            }
        }
        let (test, train) = rows.values().fold((0, 0), |(test, train), rows| {
            (test + rows.0, train + rows.1)
        });
        test as f64 / train as f64
    }
}
