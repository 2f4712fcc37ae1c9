use std::collections::{BTreeMap, BTreeSet};

use super::gathering::Gathering;
use super::groups::{Groups, groups};
use crate::cli::scoring::predictions;
use crate::compare::{Found, ItemPairs, PairedTrial, Question, TrialItems, Untested};
use crate::diagnostic::Diagnostic;
use crate::evaluate::ItemsOf;
use crate::metric::Item;
use crate::spec::Name;

/// Reads the items of trials, and what groups they come in.
pub(super) struct Items<'a> {
    gathering: &'a Gathering<'a>,
    /// By dataset and split.
    groups: BTreeMap<(Name, Name), Option<Groups>>,
}

/// The names of the rows of a trial, and its items on each metric.
type OfTrial = (Vec<String>, Vec<Found<Vec<Item>>>);

impl<'a> Items<'a> {
    pub fn new(gathering: &'a Gathering<'a>) -> Self {
        Self {
            gathering,
            groups: BTreeMap::new(),
        }
    }

    /// The items of both models on questions that differ in the metric alone: predictions are read, and queries ranked, once
    /// for all of them.
    pub fn of(
        &mut self,
        questions: &[(Question, Vec<PairedTrial>)],
    ) -> Result<Vec<Found<ItemPairs>>, Box<Diagnostic>> {
        let Some((place, trials)) = questions.first() else {
            return Ok(Vec::new());
        };
        let metrics: Vec<&Name> = questions.iter().map(|(it, _)| &it.metric).collect();
        let mut of_metrics: Vec<Found<Vec<TrialItems>>> = vec![Ok(Vec::new()); metrics.len()];
        for trial in trials {
            let both = self.both(place, &metrics, trial);
            let both = both.unwrap_or_else(|why| vec![Err(why); metrics.len()]);
            for (of_metric, next) in of_metrics.iter_mut().zip(both) {
                match (of_metric.as_mut(), next) {
                    (Ok(all), Ok(next)) => all.push(next),
                    (Ok(_), Err(why)) => *of_metric = Err(why),
                    (Err(_), _) => {}
                }
            }
        }
        let groups = self.groups_of(place, trials)?;
        Ok(of_metrics
            .into_iter()
            .map(|trials| ItemPairs::of(&trials?, groups))
            .collect())
    }

    /// The items of both models in a trial, by metric.
    fn both(
        &self,
        place: &Question,
        metrics: &[&Name],
        trial: &PairedTrial,
    ) -> Found<Vec<Found<TrialItems>>> {
        let chosen = self.gathering.chosen;
        let (first_ids, first) = self.one(place, metrics, &chosen.first, trial)?;
        let (second_ids, second) = self.one(place, metrics, &chosen.second, trial)?;
        if first_ids != second_ids {
            return Err(Untested::OtherRows);
        }
        let pairs = first.into_iter().zip(second);
        let paired = pairs.map(|(first, second)| {
            Ok(TrialItems {
                fold: trial.fold,
                first: first?,
                second: second?,
            })
        });
        Ok(paired.collect())
    }

    fn one(
        &self,
        place: &Question,
        metrics: &[&Name],
        model: &Name,
        trial: &PairedTrial,
    ) -> Found<OfTrial> {
        let gathering = self.gathering;
        let valid = &gathering.prepared.valid;
        let planned = gathering.planned(place, model, trial.fold, trial.seed);
        let planned = planned.ok_or(Untested::NoPredictions)?;
        let task = valid.spec.tasks.get(&place.task);
        let model = valid.models.get(&planned.trial.model);
        let outcome = gathering.outcomes.get(&planned.digest);
        let read = outcome.and_then(|outcome| predictions(outcome).ok());
        let (Some(task), Some(model), Some(read)) = (task, model, read) else {
            return Err(Untested::NoPredictions);
        };
        let mut items = ItemsOf::new(task, model.card.similarity, place.query.as_ref(), &read);
        let of_metrics = metrics.iter().map(|metric| {
            let choice = gathering.metric(&place.task, metric);
            let found = choice.and_then(|choice| items.of(choice));
            found.ok_or(Untested::NoItems)?.map_err(Untested::Items)
        });
        let of_metrics = of_metrics.collect();
        Ok((read.ids.clone(), of_metrics))
    }

    fn groups_of(
        &mut self,
        place: &Question,
        trials: &[PairedTrial],
    ) -> Result<Option<&Groups>, Box<Diagnostic>> {
        let gathering = self.gathering;
        let key = (place.dataset.clone(), place.split.clone());
        if !self.groups.contains_key(&key) {
            let seed = trials.first().map_or(0, |trial| trial.seed);
            let folds: BTreeSet<u32> = trials.iter().map(|trial| trial.fold).collect();
            let rows = folds.into_iter().filter_map(|fold| {
                let planned = gathering.planned(place, &gathering.chosen.first, fold, seed)?;
                Some((fold, planned.fold.test.as_slice()))
            });
            let found = groups(gathering.prepared, &key.0, &key.1, &rows.collect())?;
            self.groups.insert(key.clone(), found);
        }
        Ok(self.groups.get(&key).and_then(Option::as_ref))
    }
}
