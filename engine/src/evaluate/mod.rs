//! From predictions and targets to scores; pure.

mod by_class;
mod items;
mod rankings;
mod sides;

use rankings::Rankings;

pub use items::ItemsOf;
pub use sides::Sides;

use crate::dataset::Values;
use crate::execute::Predictions;
use crate::metric::{
    ClassificationInput, Input, MatrixRef, RegressionInput, ResolvedMetric, Similarity, Undefined,
    find,
};
use crate::plan::Trial;
use crate::score::{Missing, Score, ScoreKey};
use crate::spec::{MetricChoice, Name, TaskSpec, TaskType};

/// What a trial left to be scored.
#[derive(Debug)]
pub enum Left<'a> {
    /// Predictions.
    Predictions(&'a Predictions),
    /// Nothing; why.
    Nothing(Missing),
}

impl Score {
    /// The same number of another trial that has the same predictions.
    #[must_use]
    pub fn of(&self, trial: &Trial) -> Self {
        Self {
            key: ScoreKey {
                class: self.key.class.clone(),
                ..key(trial, self.key.query.clone(), self.key.metric.clone())
            },
            value: self.value.clone(),
        }
    }
}

fn key(trial: &Trial, query: Option<Name>, metric: Name) -> ScoreKey {
    ScoreKey {
        dataset: trial.dataset.clone(),
        task: trial.task.clone(),
        split: trial.split.clone(),
        fold: trial.fold,
        model: trial.model.clone(),
        seed: trial.seed,
        query,
        metric,
        class: None,
    }
}

/// Every score of a trial: its metrics in the order of the task, in retrieval for each query view. `classes_of` gives the
/// names of a target's classes, for metrics that are asked for class by class.
pub fn evaluate<'c>(
    trial: &Trial,
    task: &TaskSpec,
    similarity: Similarity,
    left: &Left<'_>,
    classes_of: impl Fn(&Name) -> &'c [String],
) -> Vec<Score> {
    let queries: Vec<Option<&Name>> = match task.kind {
        TaskType::Retrieval => task.views.iter().map(Some).collect(),
        TaskType::Classification | TaskType::Regression => vec![None],
    };
    let mut scores = Vec::new();
    for query in queries {
        let mut rankings = Rankings::new(task, similarity);
        for choice in &task.metrics {
            let of_target = choice.target().is_some();
            // A target that is predicted row by row has no query: it is scored once.
            if of_target && query.is_some_and(|query| Some(query) != task.views.first()) {
                continue;
            }
            let key = key(
                trial,
                query.filter(|_| !of_target).cloned(),
                choice.name().clone(),
            );
            if choice.is_per_class() {
                let of_classes = match query.filter(|_| !of_target) {
                    Some(query) => task.relevance.get(query),
                    None => Some(choice.target().unwrap_or(&task.target)),
                };
                let classes = of_classes.map_or(&[][..], &classes_of);
                let values =
                    of_classes_left(task, choice, query, &mut rankings, left, classes.len());
                let values = classes.iter().zip(values);
                scores.extend(values.map(|(class, value)| Score {
                    key: ScoreKey {
                        class: Some(class.clone()),
                        ..key.clone()
                    },
                    value,
                }));
                continue;
            }
            let value = match left {
                Left::Nothing(missing) => Some(Err(missing.clone())),
                Left::Predictions(predictions) => {
                    value(task, choice, query, predictions, &mut rankings)
                }
            };
            let Some(value) = value else { continue };
            scores.push(Score { key, value });
        }
    }
    scores
}

/// The values of a metric class by class; none where the model does not predict the auxiliary target it is of.
fn of_classes_left(
    task: &TaskSpec,
    choice: &MetricChoice,
    query: Option<&Name>,
    rankings: &mut Rankings<'_>,
    left: &Left<'_>,
    classes: usize,
) -> Vec<Result<f64, Missing>> {
    let predictions = match left {
        Left::Nothing(missing) => return vec![Err(missing.clone()); classes],
        Left::Predictions(predictions) => predictions,
    };
    let values = by_class::by_class(task, choice, query, predictions, rankings, classes);
    let values = values.into_iter().flatten();
    values
        .map(|value| value.map_err(|reason| Missing::Undefined(reason.to_string())))
        .collect()
}

/// The value of one metric; none where the model does not predict the auxiliary target it is of.
fn value(
    task: &TaskSpec,
    choice: &MetricChoice,
    query: Option<&Name>,
    predictions: &Predictions,
    rankings: &mut Rankings<'_>,
) -> Option<Result<f64, Missing>> {
    let undefined = |reason: &dyn std::fmt::Display| Missing::Undefined(reason.to_string());
    let Some(metric) = find(choice.metric().as_str()) else {
        return Some(Err(undefined(&"the metric is not known")));
    };
    let outcome = match (query, choice.target()) {
        (Some(query), None) => rankings.score(&metric, query, predictions),
        (_, target) => {
            let name = target.unwrap_or(&task.target).as_str();
            match (predictions.target(name), predictions.output(name)) {
                (_, None) if target.is_some() => return None,
                (Some(truth), Some(output)) => of_rows(&metric, truth, output),
                _ => return Some(Err(undefined(&"the reported rows do not have the target"))),
            }
        }
    };
    Some(outcome.map_err(|reason| undefined(&reason)))
}

fn of_rows(metric: &ResolvedMetric, truth: &Values, output: &Values) -> Result<f64, Undefined> {
    metric.value(&input_of_rows(truth, output)?)
}

/// What a metric of rows reads.
fn input_of_rows<'a>(truth: &'a Values, output: &'a Values) -> Result<Input<'a>, Undefined> {
    match (truth, output) {
        (Values::Classes(truth), Values::Matrix { width, data }) => {
            Ok(Input::Classification(ClassificationInput {
                truth,
                probabilities: matrix(*width, data),
            }))
        }
        (Values::Numbers(truth), Values::Numbers(predicted)) => {
            Ok(Input::Regression(RegressionInput { truth, predicted }))
        }
        _ => Err(Undefined::OtherInput),
    }
}

fn matrix(width: usize, data: &[f32]) -> MatrixRef<'_> {
    MatrixRef {
        rows: data.len() / width.max(1),
        width,
        data,
    }
}
