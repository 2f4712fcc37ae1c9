use emospec_sdk::prelude::*;

use crate::NoParams;

/// Class 1 for every row.
///
/// Its recall is 1 and its F1 is 2 p / (1 + p), where p is the share of class 1: two thirds where both classes are as
/// frequent, which an F1 has to be read against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlwaysPositive {
    target: String,
}

impl Model for AlwaysPositive {
    type Params = NoParams;
    const CARD: ModelCard = ModelCard {
        name: "always-positive",
        summary: "Predicts class 1 for every row.",
        source: "Lipton, Elkan and Naryanaswamy, Optimal thresholding of classifiers to maximize F1, ECML PKDD 2014.",
        tasks: &[TaskType::Classification],
        stochastic: false,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, NoParams>) -> Result<Self, Error> {
        let target = &fit.task.target;
        let count = fit.task.class_count(target)?;
        if count != 2 {
            return Err(Error::new(format_args!(
                "the target `{target}` has {count} classes; this model needs one with two"
            )));
        }
        Ok(Self {
            target: target.clone(),
        })
    }

    fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        let mut outputs = Outputs::default();
        outputs.matrix(&self.target, 2, [0.0, 1.0].repeat(rows.count()))?;
        Ok(outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{columns, pair_task};

    fn fit(task: &Task) -> Result<AlwaysPositive, Error> {
        AlwaysPositive::fit(&Fit {
            params: &NoParams {},
            task,
            train: &Rows::new(0),
            validation: None,
            seed: 0,
            run: &Run::detached(),
        })
    }

    #[test]
    fn class_one_is_certain() {
        let model = fit(&pair_task(TaskType::Classification)).unwrap();
        let outputs = model.predict(&Rows::new(2), &Run::detached()).unwrap();
        assert_eq!(columns(&outputs)["same"], (2, vec![0.0, 1.0, 0.0, 1.0]));
    }

    #[test]
    fn a_target_without_two_classes_is_refused() {
        let mut task = pair_task(TaskType::Classification);
        "left_colour".clone_into(&mut task.target);
        let error = fit(&task).unwrap_err().to_string();
        assert!(error.contains("`left_colour` has 3 classes"), "{error}");
    }
}
