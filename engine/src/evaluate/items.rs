use super::input_of_rows;
use super::rankings::Rankings;
use crate::execute::Predictions;
use crate::metric::{Item, Similarity, Undefined, find};
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
            (Some(query), None) => Some(self.rankings.items(&metric, query, self.predictions)),
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
}
