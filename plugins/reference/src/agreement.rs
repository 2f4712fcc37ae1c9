use std::cell::Cell;
use std::collections::BTreeMap;

use emospec_sdk::prelude::*;

use crate::class_ids::class_ids;
use crate::inputs::Inputs;
use crate::joint_table::JointTable;
use crate::logistic::Logistic;

/// How the classifiers are fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AgreementParams {
    /// L2 penalty on the weights of the logistic regressions, whose standardised inputs are divided by the square root
    /// of their number.
    #[schemars(range(min = 0.0))]
    pub penalty: f64,
    /// Iterations of L-BFGS, at most.
    #[schemars(range(min = 1))]
    pub iterations: u64,
    /// Classification: rows spread evenly over all combinations of classes before the training rows are counted.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub smoothing: f64,
}

impl Default for AgreementParams {
    fn default() -> Self {
        Self {
            penalty: 1e-3,
            iterations: 100,
            smoothing: 1.0,
        }
    }
}

/// A view's classifier of its auxiliary target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Side {
    view: String,
    auxiliary: String,
    inputs: Inputs,
    classifier: Logistic,
}

/// Late fusion: one multinomial logistic regression per view predicts that view's auxiliary target, and the two
/// posteriors are compared.
///
/// - Classification: with the views independent given their classes, Bayes' rule gives the target from both posteriors
///   and from how often the classes come together in the training rows (see `joint_table.rs`): agreeing on a rare class
///   weighs more than agreeing on a frequent one.
/// - Retrieval: the embedding of a row is its posterior, and the inner product of two is the probability that both have
///   the same class, by which the probability ranking principle orders items.
///
/// The probabilities of the auxiliary targets are outputs, too; where both views have one auxiliary target, their mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    sides: [Side; 2],
    /// The target and its table; nothing in retrieval.
    target: Option<(String, usize, JointTable)>,
}

impl Model for Agreement {
    type Params = AgreementParams;
    const CARD: ModelCard = ModelCard {
        name: "agreement",
        summary: "Predicts each view's auxiliary classes and compares the posteriors.",
        source: "Kittler et al., On combining classifiers, IEEE TPAMI 20(3) (1998), eq. 9, for late fusion; Robertson, \
                 The probability ranking principle in IR, Journal of Documentation 33(4) (1977), for retrieval.",
        tasks: &[TaskType::Classification, TaskType::Retrieval],
        stochastic: false,
        similarity: Similarity::Dot,
    };

    fn fit(fit: &Fit<'_, AgreementParams>) -> Result<Self, Error> {
        let params = fit.params;
        if !(params.penalty >= 0.0 && params.penalty.is_finite()) || params.iterations == 0 {
            return Err(Error::new(
                "`penalty` must be at least 0, and `iterations` at least 1",
            ));
        }
        if !(params.smoothing > 0.0 && params.smoothing.is_finite()) {
            return Err(Error::new("`smoothing` must be above 0"));
        }
        let (first, second) = fit.task.pair()?;
        let steps = Cell::new(0);
        let (first, first_ids) = Side::fit(fit, first, &steps)?;
        let (second, second_ids) = Side::fit(fit, second, &steps)?;
        let target = match fit.task.kind {
            TaskType::Classification => {
                let name = &fit.task.target;
                let count = fit.task.class_count(name)?;
                let ids = class_ids(fit.train, name, count)?;
                let rows = ids.into_iter().zip(first_ids).zip(second_ids);
                let counts = [
                    count,
                    first.classifier.class_count(),
                    second.classifier.class_count(),
                ];
                let rows = rows.map(|((target, first), second)| [target, first, second]);
                Some((
                    name.clone(),
                    count,
                    JointTable::count(rows, counts, params.smoothing),
                ))
            }
            _ => None,
        };
        Ok(Self {
            sides: [first, second],
            target,
        })
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        let [first, second] = &self.sides;
        let posteriors = [first.posteriors(rows)?, second.posteriors(rows)?];
        let mut outputs = Outputs::default();
        if let Some((target, count, table)) = &self.target {
            let pairs = posteriors[0].iter().zip(&posteriors[1]);
            let probabilities = pairs.map(|(first, second)| table.probabilities(first, second));
            outputs.matrix(target, *count, single(probabilities))?;
        } else {
            for (side, posteriors) in self.sides.iter().zip(&posteriors) {
                outputs.matrix(
                    &side.view,
                    side.classifier.class_count(),
                    single(posteriors),
                )?;
            }
        }
        for (auxiliary, rows) in self.auxiliary(posteriors) {
            let side = self.sides.iter().find(|side| side.auxiliary == auxiliary);
            let count = side.map_or(1, |side| side.classifier.class_count());
            outputs.matrix(auxiliary, count, single(rows))?;
        }
        Ok(outputs)
    }
}

impl Agreement {
    /// The posteriors of each auxiliary target by name; the mean of both sides where they share one.
    fn auxiliary(&self, [first, second]: [Vec<Vec<f64>>; 2]) -> BTreeMap<&str, Vec<Vec<f64>>> {
        let [one, other] = &self.sides;
        if one.auxiliary != other.auxiliary {
            return BTreeMap::from([
                (one.auxiliary.as_str(), first),
                (other.auxiliary.as_str(), second),
            ]);
        }
        let mean = |(first, second): (Vec<f64>, Vec<f64>)| {
            let pairs = first.into_iter().zip(second);
            pairs
                .map(|(first, second)| 0.5 * (first + second))
                .collect()
        };
        let means = first.into_iter().zip(second).map(mean).collect();
        BTreeMap::from([(one.auxiliary.as_str(), means)])
    }
}

impl Side {
    /// The classifier of a view, and the classes it learnt from.
    fn fit(
        fit: &Fit<'_, AgreementParams>,
        view: &str,
        steps: &Cell<usize>,
    ) -> Result<(Self, Vec<usize>), Error> {
        let Some(auxiliary) = fit.task.auxiliary.get(view) else {
            return Err(Error::new(format_args!(
                "this model learns classes of each view, but the task has none for `{view}`: name a target with \
                 classes under `auxiliary`"
            )));
        };
        let class_count = fit.task.class_count(auxiliary)?;
        let classes = class_ids(fit.train, auxiliary, class_count)?;
        let inputs = Inputs::fit(fit.train, &[view.to_owned()])?;
        let classifier = Logistic::fit(
            &inputs.matrix(fit.train)?,
            &classes,
            class_count,
            fit.params.penalty,
            fit.params.iterations,
            fit.run,
            steps,
        )?;
        let side = Self {
            view: view.to_owned(),
            auxiliary: auxiliary.clone(),
            inputs,
            classifier,
        };
        Ok((side, classes))
    }

    fn posteriors(&self, rows: &Rows<'_>) -> Result<Vec<Vec<f64>>, Error> {
        self.classifier.probabilities(&self.inputs.matrix(rows)?)
    }
}

/// All rows one after the other, in the single precision that crosses the contract.
#[expect(
    clippy::cast_possible_truncation,
    reason = "probabilities cross the contract in single precision"
)]
fn single<R: AsRef<[f64]>>(rows: impl IntoIterator<Item = R>) -> Vec<f32> {
    let rows = rows.into_iter();
    rows.flat_map(|row| row.as_ref().iter().map(|&x| x as f32).collect::<Vec<_>>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{
        PairData, accuracy, assert_keeps_the_rules, fit, pair_task, predict,
    };

    #[test]
    fn the_rules_of_every_model_are_kept() {
        for kind in [TaskType::Classification, TaskType::Retrieval] {
            assert_keeps_the_rules::<Agreement>(&AgreementParams::default(), &pair_task(kind));
        }
    }

    #[test]
    fn rows_of_one_class_are_told_from_those_of_two() {
        let task = pair_task(TaskType::Classification);
        let (train, test) = (
            PairData::draw(300, 5, 4.0, 1),
            PairData::draw(300, 5, 4.0, 2),
        );
        let model: Agreement = fit(&AgreementParams::default(), &task, &train, None, 0).unwrap();
        for (target, classes) in [
            ("same", &test.same),
            ("left_colour", &test.left_colour),
            ("right_colour", &test.right_colour),
        ] {
            let reached = accuracy(&model, &test, target, classes);
            assert!(reached > 0.95, "{target}: {reached}");
        }
    }

    #[test]
    fn embeddings_are_the_posteriors() {
        let task = pair_task(TaskType::Retrieval);
        let data = PairData::draw(60, 5, 4.0, 1);
        let model: Agreement = fit(&AgreementParams::default(), &task, &data, None, 0).unwrap();
        let columns = predict(&model, &data);
        assert_eq!(columns["left"], columns["left_colour"]);
        assert_eq!(columns["right"], columns["right_colour"]);
        assert!(!columns.contains_key("same"));
    }

    #[test]
    fn an_auxiliary_target_that_both_views_share_gets_their_mean() {
        let mut task = pair_task(TaskType::Retrieval);
        task.auxiliary
            .insert("right".to_owned(), "left_colour".to_owned());
        let data = PairData::draw(30, 5, 2.0, 1);
        let model: Agreement = fit(&AgreementParams::default(), &task, &data, None, 0).unwrap();
        let columns = predict(&model, &data);
        let mean = f32::midpoint(columns["left"].1[4], columns["right"].1[4]);
        assert!((columns["left_colour"].1[4] - mean).abs() < 1e-6);
    }

    #[test]
    fn tasks_without_classes_for_both_views_are_refused_with_the_remedy() {
        let data = PairData::draw(6, 3, 1.0, 0);
        let refused = |task: &Task| {
            let outcome: Result<Agreement, _> =
                fit(&AgreementParams::default(), task, &data, None, 0);
            outcome.unwrap_err().to_string()
        };
        let mut task = pair_task(TaskType::Retrieval);
        task.auxiliary.remove("right");
        assert!(refused(&task).contains("none for `right`: name a target"));
        let mut task = pair_task(TaskType::Retrieval);
        task.classes.remove("left_colour");
        assert!(refused(&task).contains("`left_colour` has no classes"));
        let mut task = pair_task(TaskType::Classification);
        task.views.pop();
        assert!(refused(&task).contains("two views"));
    }
}
