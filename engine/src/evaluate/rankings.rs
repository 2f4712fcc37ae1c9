use std::collections::BTreeMap;

use super::matrix;
use crate::dataset::Values;
use crate::execute::Predictions;
use crate::metric::{
    Input, OwnPartner, Ranking, ResolvedMetric, RetrievalInput, Similarity, Undefined,
};
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
    pub(super) fn of(
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
        let embedded = |view: &Name| match predictions.output(view.as_str()) {
            Some(Values::Matrix { width, data }) => Ok(matrix(*width, data)),
            _ => Err(Undefined::OtherInput),
        };
        let classes = |view: &Name| {
            let target = self.task.relevance.get(view);
            match target.and_then(|target| predictions.target(target.as_str())) {
                Some(Values::Classes(ids)) => Ok(ids.as_slice()),
                _ => Err(Undefined::OtherInput),
            }
        };
        let galleries = self.task.views.iter().filter(|view| *view != query);
        galleries
            .map(|gallery| {
                Ranking::new(&RetrievalInput {
                    query: embedded(query)?,
                    gallery: embedded(gallery)?,
                    query_class: classes(query)?,
                    gallery_class: classes(gallery)?,
                    own_partner,
                    similarity: self.similarity,
                })
            })
            .collect()
    }
}
