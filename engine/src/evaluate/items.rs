use std::collections::BTreeMap;

use super::input_of_rows;
use super::rankings::Rankings;
use crate::execute::Predictions;
use crate::metric::{Input, Item, Ranking, ResolvedMetric, Similarity, Undefined, find};
use crate::spec::{MetricChoice, Name, TaskSpec};

/// The values of the items of a trial: rows, or in retrieval the queries of one view.
pub struct ItemsOf<'a> {
    task: &'a TaskSpec,
    query: Option<&'a Name>,
    predictions: &'a Predictions,
    rankings: Rankings<'a>,
}

impl<'a> ItemsOf<'a> {
    /// The items of these predictions.
    pub fn new(
        task: &'a TaskSpec,
        similarity: Similarity,
        query: Option<&'a Name>,
        predictions: &'a Predictions,
    ) -> Self {
        Self {
            task,
            query,
            predictions,
            rankings: Rankings::new(task, similarity),
        }
    }

    /// The values of a metric of the task, by rising row, as its score is their mean: with several galleries, each query's
    /// mean over them. None where the metric is no mean over items.
    ///
    /// # Errors
    /// [`Undefined`] where the score is, or where queries with a relevant item differ between galleries.
    pub fn of(&mut self, choice: &MetricChoice) -> Option<Result<Vec<Item>, Undefined>> {
        let metric = find(choice.metric().as_str())?;
        metric.metric.of_item?;
        match (self.query, choice.target()) {
            (Some(query), None) => Some(self.of_queries(&metric, query)),
            (_, target) => {
                let name = target.unwrap_or(&self.task.target).as_str();
                let truth = self.predictions.target(name);
                let output = self.predictions.output(name);
                let Some((truth, output)) = truth.zip(output) else {
                    return Some(Err(Undefined::OtherInput));
                };
                match input_of_rows(truth, output) {
                    Ok(input) => metric.items(&input),
                    Err(reason) => Some(Err(reason)),
                }
            }
        }
    }

    fn of_queries(
        &mut self,
        metric: &ResolvedMetric,
        query: &Name,
    ) -> Result<Vec<Item>, Undefined> {
        let rankings = self.rankings.of(metric, query, self.predictions)?;
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
