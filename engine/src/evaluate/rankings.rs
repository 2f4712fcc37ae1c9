use std::collections::BTreeMap;

use super::Sides;
use crate::execute::Predictions;
use crate::metric::{Input, Item, OwnPartner, Ranking, ResolvedMetric, Similarity, Undefined};
use crate::spec::{Name, TaskSpec};

/// The rankings of one query view, each made once for all metrics that read it.
pub(super) struct Rankings<'a> {
    task: &'a TaskSpec,
    similarity: Similarity,
    ranked: BTreeMap<bool, Result<Vec<Ranking>, Undefined>>,
}

impl<'a> Rankings<'a> {
    pub(super) fn new(task: &'a TaskSpec, similarity: Similarity) -> Self {
        Self {
            task,
            similarity,
            ranked: BTreeMap::new(),
        }
    }

    /// The value of a metric over the galleries of every other view: their mean, where there are several.
    pub(super) fn score(
        &mut self,
        metric: &ResolvedMetric,
        query: &Name,
        predictions: &Predictions,
    ) -> Result<f64, Undefined> {
        let rankings = self.of(metric, query, predictions)?;
        let values: Result<Vec<f64>, _> = rankings
            .iter()
            .map(|ranking| metric.value(&Input::Retrieval(ranking)))
            .collect();
        let values = values?;
        Ok(values.iter().sum::<f64>() / values.len() as f64)
    }

    /// The rankings that a metric reads, one for every other view.
    fn of(
        &mut self,
        metric: &ResolvedMetric,
        query: &Name,
        predictions: &Predictions,
    ) -> Result<&[Ranking], Undefined> {
        let excluded = metric.own_partner == OwnPartner::Excluded;
        if !self.ranked.contains_key(&excluded) {
            let rankings = self.rank(metric.own_partner, query, predictions);
            self.ranked.insert(excluded, rankings);
        }
        match self.ranked.get(&excluded) {
            Some(Ok(rankings)) => Ok(rankings),
            Some(Err(reason)) => Err(reason.clone()),
            None => Err(Undefined::OtherInput),
        }
    }

    fn rank(
        &self,
        own_partner: OwnPartner,
        query: &Name,
        predictions: &Predictions,
    ) -> Result<Vec<Ranking>, Undefined> {
        let galleries = self.task.views.iter().filter(|view| *view != query);
        galleries
            .map(|gallery| {
                let sides = Sides { query, gallery };
                let mut input = sides.input(self.task, predictions, self.similarity)?;
                input.own_partner = own_partner;
                Ranking::new(&input)
            })
            .collect()
    }

    /// The values of a metric on the queries of a view, by rising row: with several galleries, each query's mean over them.
    pub(super) fn items(
        &mut self,
        metric: &ResolvedMetric,
        query: &Name,
        predictions: &Predictions,
    ) -> Result<Vec<Item>, Undefined> {
        let rankings = self.of(metric, query, predictions)?;
        let mut sums: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
        for ranking in rankings {
            let items = items_of(metric, ranking)?;
            for item in items {
                let (sum, count) = sums.entry(item.row).or_default();
                *sum += item.value;
                *count += 1;
            }
        }
        if sums.values().any(|(_, count)| *count != rankings.len()) {
            return Err(Undefined::OtherInput);
        }
        let items = sums.into_iter().map(|(row, (sum, count))| Item {
            row,
            value: sum / count as f64,
        });
        Ok(items.collect())
    }
}

fn items_of(metric: &ResolvedMetric, ranking: &Ranking) -> Result<Vec<Item>, Undefined> {
    metric
        .items(&Input::Retrieval(ranking))
        .unwrap_or(Err(Undefined::OtherInput))
}
