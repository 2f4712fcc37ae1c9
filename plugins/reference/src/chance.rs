use std::collections::BTreeMap;

use emospec_sdk::prelude::*;

use crate::NoParams;

/// Constant outputs: no knowledge of the rows.
///
/// - Classification: every class of the target, and of every auxiliary target, equally probable.
/// - Retrieval: the same embedding for every row, so that all items are as near.
/// - Regression: the mean of the training rows.
///
/// The engine's metrics take exact expectations over ties, so the scores of constant outputs are exactly those of
/// chance, without a spread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// The number of classes of each target that is predicted.
    class_counts: BTreeMap<String, usize>,
    /// The views that are embedded.
    views: Vec<String>,
    /// The target of numbers that is predicted, and its mean.
    mean: Option<(String, f64)>,
}

impl Model for Chance {
    type Params = NoParams;
    const CARD: ModelCard = ModelCard {
        name: "chance",
        summary: "Constant outputs: equal probabilities, equal embeddings, or the mean of the training rows.",
        source: "The definition of no knowledge; scores are exact expectations over ties.",
        tasks: &[
            TaskType::Classification,
            TaskType::Retrieval,
            TaskType::Regression,
        ],
        stochastic: false,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, NoParams>) -> Result<Self, Error> {
        let task = fit.task;
        let mut chance = Self {
            class_counts: BTreeMap::new(),
            views: Vec::new(),
            mean: None,
        };
        match task.kind {
            TaskType::Classification => {
                let count = task.class_count(&task.target)?;
                chance.class_counts.insert(task.target.clone(), count);
                for target in task.auxiliary.values() {
                    if let Ok(count) = task.class_count(target) {
                        chance.class_counts.insert(target.clone(), count);
                    }
                }
            }
            TaskType::Retrieval => chance.views.clone_from(&task.views),
            TaskType::Regression => {
                let mean = mean(fit.train.numbers(&task.target)?)?;
                chance.mean = Some((task.target.clone(), mean));
            }
        }
        Ok(chance)
    }

    fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        let mut outputs = Outputs::default();
        for (target, &count) in &self.class_counts {
            let probability = 1.0 / count as f32;
            outputs.matrix(target, count, vec![probability; rows.count() * count])?;
        }
        for view in &self.views {
            outputs.matrix(view, 1, vec![1.0; rows.count()])?;
        }
        if let Some((target, mean)) = &self.mean {
            outputs.numbers(target, vec![*mean; rows.count()]);
        }
        Ok(outputs)
    }
}

/// The mean, taken of values divided by their number first, so that large values do not overflow.
fn mean(values: &[f64]) -> Result<f64, Error> {
    if values.is_empty() {
        return Err(Error::new("there are no training rows to take the mean of"));
    }
    let count = values.len() as f64;
    let mean: f64 = values.iter().map(|value| value / count).sum();
    if !mean.is_finite() {
        return Err(Error::new(
            "the mean of the training rows is not a number: remove rows without a value",
        ));
    }
    Ok(mean)
}

#[cfg(test)]
mod tests {
    use emospec_sdk::Output;

    use super::*;
    use emospec_learn::testing::{columns, pair_task};

    fn fit(task: &Task, train: &Rows<'_>) -> Result<Chance, Error> {
        Chance::fit(&Fit {
            params: &NoParams {},
            task,
            train,
            validation: None,
            seed: 0,
            run: &Run::detached(),
        })
    }

    #[test]
    fn every_class_of_target_and_auxiliary_is_equally_probable() {
        let model = fit(&pair_task(TaskType::Classification), &Rows::new(0)).unwrap();
        let outputs = model.predict(&Rows::new(2), &Run::detached()).unwrap();
        let columns = columns(&outputs);
        assert_eq!(columns["same"], (2, vec![0.5; 4]));
        assert_eq!(columns["left_colour"], (3, vec![1.0 / 3.0; 6]));
        assert_eq!(columns.len(), 3);
    }

    #[test]
    fn all_items_are_as_near() {
        let model = fit(&pair_task(TaskType::Retrieval), &Rows::new(0)).unwrap();
        let outputs = model.predict(&Rows::new(3), &Run::detached()).unwrap();
        let columns = columns(&outputs);
        assert_eq!(columns["left"], (1, vec![1.0; 3]));
        assert_eq!(columns["right"], (1, vec![1.0; 3]));
    }

    #[test]
    fn regression_predicts_the_training_mean_even_of_large_values() {
        let task = pair_task(TaskType::Regression);
        for (values, mean) in [([1.0, 2.0, 6.0], 3.0), ([1.5e308; 3], 1.5e308)] {
            let model = fit(&task, &Rows::new(3).with_numbers("same", &values)).unwrap();
            let outputs = model.predict(&Rows::new(2), &Run::detached()).unwrap();
            let Some((_, Output::Numbers(numbers))) = outputs.iter().next() else {
                panic!("no numbers")
            };
            assert!(numbers.len() == 2 && (numbers[0] / mean - 1.0).abs() < 1e-12);
        }
        assert!(fit(&task, &Rows::new(0).with_numbers("same", &[])).is_err());
        assert!(fit(&task, &Rows::new(1).with_numbers("same", &[f64::NAN])).is_err());
    }
}
