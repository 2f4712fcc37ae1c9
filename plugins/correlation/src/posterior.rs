use std::collections::BTreeMap;

use emospec_sdk::prelude::*;
use nalgebra::DVector;

use crate::columns::{class_ids, shared_auxiliary, view, view_of_width};
use crate::logistic::{Logistic, Settings, TOLERANCE};
use crate::single::single;
use crate::steps::Steps;

/// How the classifiers are fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PosteriorParams {
    /// L2 penalty on the weights of the logistic regressions, whose standardised inputs are divided by the square root
    /// of their number.
    #[schemars(range(min = 0.0))]
    pub penalty: f64,
    /// Iterations of L-BFGS, at most.
    #[schemars(range(min = 1))]
    pub iterations: u64,
}

impl Default for PosteriorParams {
    fn default() -> Self {
        Self {
            penalty: 1e-3,
            iterations: 100,
        }
    }
}

/// A view's classifier of its auxiliary target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Side {
    view: String,
    auxiliary: String,
    classifier: Logistic,
}

/// The space of class posteriors: one multinomial logistic regression per view predicts that view's auxiliary target
/// from all training rows, and a row's embedding is the square root of its posterior, element by element.
///
/// The inner product of two embeddings is the Bhattacharyya coefficient of their posteriors, `sum_c sqrt(p_c q_c)`, one
/// minus the square of their Hellinger distance. Unlike the inner product of the posteriors themselves (the probability
/// that the classes are one, as in `reference/agreement`), it is largest between equal posteriors, sure or unsure.
///
/// The auxiliary targets have to have the same classes. Their probabilities are outputs, too; where both views have one
/// auxiliary target, their mean. A class that no training row has gets a small probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Posterior {
    sides: [Side; 2],
}

impl Model for Posterior {
    type Params = PosteriorParams;
    const CARD: ModelCard = ModelCard {
        name: "posterior",
        summary: "Predicts each view's auxiliary classes and compares posteriors by their Bhattacharyya coefficient.",
        source: "Bhattacharyya, On a measure of divergence between two statistical populations, Bull. Calcutta Math. \
                 Soc. 35 (1943); posteriors as a space common to two modalities: Rasiwasia et al., A new approach to \
                 cross-modal multimedia retrieval, ACM Multimedia 2010, section 4 (semantic matching).",
        tasks: &[TaskType::Retrieval],
        stochastic: false,
        similarity: Similarity::Dot,
    };

    fn fit(fit: &Fit<'_, PosteriorParams>) -> Result<Self, Error> {
        let (first, second) = fit.task.pair()?;
        let [first_target, second_target] = shared_auxiliary(fit.task)?;
        let steps = Steps::new(fit.run);
        Ok(Self {
            sides: [
                Side::fit(fit, &steps, first, first_target)?,
                Side::fit(fit, &steps, second, second_target)?,
            ],
        })
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        let mut outputs = Outputs::default();
        let mut auxiliary: BTreeMap<&str, Vec<DVector<f64>>> = BTreeMap::new();
        for side in &self.sides {
            let posteriors = side.posteriors(rows)?;
            let roots: Vec<_> = posteriors
                .iter()
                .map(|posterior| posterior.map(f64::sqrt))
                .collect();
            outputs.matrix(&side.view, side.classifier.class_count(), single(&roots))?;
            auxiliary
                .entry(&side.auxiliary)
                .and_modify(|shared| {
                    for (mean, other) in shared.iter_mut().zip(&posteriors) {
                        *mean = (&*mean + other) / 2.0;
                    }
                })
                .or_insert(posteriors);
        }
        for (name, posteriors) in auxiliary {
            outputs.matrix(
                name,
                self.sides[0].classifier.class_count(),
                single(&posteriors),
            )?;
        }
        Ok(outputs)
    }
}

impl Side {
    fn fit(
        fit: &Fit<'_, PosteriorParams>,
        steps: &Steps<'_>,
        name: &str,
        target: &str,
    ) -> Result<Self, Error> {
        let PosteriorParams {
            penalty,
            iterations,
        } = *fit.params;
        let classifier = Logistic::fit(
            &view(fit.train, name)?,
            &class_ids(fit.train, fit.task, target)?,
            fit.task.class_count(target)?,
            &Settings {
                penalty,
                iterations,
                tolerance: TOLERANCE,
            },
            steps,
        )?;
        Ok(Self {
            view: name.to_owned(),
            auxiliary: target.to_owned(),
            classifier,
        })
    }

    fn posteriors(&self, rows: &Rows<'_>) -> Result<Vec<DVector<f64>>, Error> {
        let view = view_of_width(rows, &self.view, self.classifier.width())?;
        let rows = view.column_iter();
        rows.map(|row| self.classifier.probabilities(&row))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{
        PairData, accuracy, assert_keeps_the_rules, fit, pair_task, predict,
    };

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let params = PosteriorParams::default();
        assert_keeps_the_rules::<Posterior>(&params, &pair_task(TaskType::Retrieval));
    }

    #[test]
    fn embeddings_are_the_roots_of_posteriors_that_tell_the_class() {
        let task = pair_task(TaskType::Retrieval);
        let (train, test) = (PairData::draw(90, 5, 4.0, 1), PairData::draw(60, 5, 4.0, 2));
        let model: Posterior = fit(&PosteriorParams::default(), &task, &train, None, 0).unwrap();
        let columns = predict(&model, &test);
        for (root, probability) in columns["left"].1.iter().zip(&columns["left_colour"].1) {
            assert!((root * root - probability).abs() < 1e-6);
        }
        for (target, classes) in [
            ("left_colour", &test.left_colour),
            ("right_colour", &test.right_colour),
        ] {
            let reached = accuracy(&model, &test, target, classes);
            assert!(reached > 0.95, "{target}: {reached}");
        }
    }

    #[test]
    fn an_auxiliary_target_that_both_views_share_gets_the_mean() {
        let mut task = pair_task(TaskType::Retrieval);
        task.auxiliary
            .insert("right".to_owned(), "left_colour".to_owned());
        let data = PairData::draw(30, 5, 2.0, 1);
        let model: Posterior = fit(&PosteriorParams::default(), &task, &data, None, 0).unwrap();
        let columns = predict(&model, &data);
        let square = |view: &str| columns[view].1[4].powi(2);
        let mean = f32::midpoint(square("left"), square("right"));
        assert!((columns["left_colour"].1[4] - mean).abs() < 1e-6);
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        let data = PairData::draw(4, 3, 1.0, 0);
        for (penalty, iterations) in [(-1.0, 1), (f64::NAN, 1), (0.0, 0)] {
            let params = PosteriorParams {
                penalty,
                iterations,
            };
            let task = pair_task(TaskType::Retrieval);
            let refused = fit::<Posterior>(&params, &task, &data, None, 0).unwrap_err();
            assert!(
                refused.to_string().contains("`penalty` must be"),
                "{refused}"
            );
        }
    }
}
