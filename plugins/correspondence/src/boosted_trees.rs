use emospec_learn::pairs::PairTask;
use emospec_learn::training::RunWatcher;
use emospec_sdk::prelude::*;

use crate::BoostedTreesParams;
use crate::trees::{Ensemble, Examples, boost};

/// Gradient boosted trees on the views side by side: what is reached without a network.
///
/// Each round fits a tree to gradient and curvature of the cross entropy, with a penalty on the leaves (the source's
/// equations 3 to 7). A tree reads a random share of the columns. Splits are at quantiles of the training rows.
///
/// The trees are those of forust, which follows `XGBoost`; of the crates at hand it alone fits one tree at a time to
/// gradients it is given, so that the rounds, their progress, early stopping and cancellation are here, and it uses one
/// thread where asked.
#[derive(Serialize, Deserialize)]
pub struct BoostedTrees {
    target: String,
    views: [String; 2],
    ensemble: Ensemble,
}

impl Model for BoostedTrees {
    type Params = BoostedTreesParams;
    const CARD: ModelCard = ModelCard {
        name: "boosted-trees",
        summary: "Gradient boosted trees on the columns of both views side by side.",
        source: "Chen and Guestrin, XGBoost, KDD 2016, section 2; Friedman, Greedy function approximation, Annals of \
                 Statistics 29(5) (2001), algorithms 5 and 6.",
        tasks: &[TaskType::Classification],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, BoostedTreesParams>) -> Result<Self, Error> {
        fit.params.check()?;
        let learnt = PairTask::new(fit.task)?;
        let classes = learnt.target_classes()?;
        let views = learnt.views.map(str::to_owned);
        let examples = |rows: &Rows<'_>| -> Result<Examples, Error> {
            let classes = learnt.pairs(rows)?.targets.comparison;
            Ok(Examples {
                classes,
                ..Examples::of_views(rows, &views)?
            })
        };
        let train = examples(fit.train)?;
        let validation = fit.validation.map(examples).transpose()?;
        let watcher = RunWatcher {
            run: fit.run,
            epochs: fit.params.rounds,
        };
        let pairs = (&train, validation.as_ref());
        let fitted = boost(fit.params, classes, pairs, fit.seed, &watcher)?;
        fit.run.report(&fitted.report())?;
        Ok(Self {
            target: fit.task.target.clone(),
            views,
            ensemble: fitted.network,
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "probabilities cross the contract in single precision"
    )]
    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        let examples = Examples::of_views(rows, &self.views)?;
        if examples.width != self.ensemble.width {
            return Err(Error::new(format_args!(
                "the views `{}` and `{}` have {} columns together, but {} when the model was fitted",
                self.views[0], self.views[1], examples.width, self.ensemble.width
            )));
        }
        let mut probabilities = Vec::new();
        for row in examples.rows() {
            run.check_cancelled()?;
            let row = self.ensemble.probabilities(row);
            probabilities.extend(row.into_iter().map(|chance| chance as f32));
        }
        let mut outputs = Outputs::default();
        outputs.matrix(&self.target, self.ensemble.classes, probabilities)?;
        Ok(outputs)
    }
}

#[cfg(test)]
mod tests {
    use emospec_learn::testing::{PairData, accuracy, assert_keeps_the_rules, fit, pair_task};

    use super::*;

    fn small() -> BoostedTreesParams {
        BoostedTreesParams {
            rounds: 4,
            patience: 2,
            min_leaf_weight: 0.1,
            ..BoostedTreesParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        assert_keeps_the_rules::<BoostedTrees>(&small(), &pair_task(TaskType::Classification));
        let mut three_classes = pair_task(TaskType::Classification);
        three_classes.target = "left_colour".to_owned();
        three_classes.auxiliary.clear();
        assert_keeps_the_rules::<BoostedTrees>(&small(), &three_classes);
    }

    #[test]
    fn what_only_both_views_tell_is_learnt() {
        let task = pair_task(TaskType::Classification);
        let data = |seed| PairData::draw(600, 5, 4.0, seed);
        let (train, validation, test) = (data(1), data(2), data(3));
        let params = BoostedTreesParams {
            columns: 1.0,
            ..BoostedTreesParams::default()
        };
        let model: BoostedTrees = fit(&params, &task, &train, Some(&validation), 0).unwrap();
        let reached = accuracy(&model, &test, "same", &test.same);
        assert!(reached > 0.95, "{reached}");
    }

    #[test]
    fn a_depth_of_one_cannot_compare_views() {
        let task = pair_task(TaskType::Classification);
        let (train, test) = (
            PairData::draw(600, 5, 4.0, 1),
            PairData::draw(600, 5, 4.0, 2),
        );
        let params = BoostedTreesParams {
            max_depth: 1,
            rounds: 50,
            ..BoostedTreesParams::default()
        };
        let model: BoostedTrees = fit(&params, &task, &train, None, 0).unwrap();
        let reached = accuracy(&model, &test, "same", &test.same);
        assert!(reached < 0.8, "{reached}");
    }

    #[test]
    fn unusable_parameters_are_refused_by_name() {
        let task = pair_task(TaskType::Classification);
        let data = PairData::draw(6, 3, 1.0, 0);
        let wrong = [
            (
                "rounds",
                BoostedTreesParams {
                    rounds: 0,
                    ..small()
                },
            ),
            (
                "max_depth",
                BoostedTreesParams {
                    max_depth: 0,
                    ..small()
                },
            ),
            (
                "columns",
                BoostedTreesParams {
                    columns: 0.0,
                    ..small()
                },
            ),
            ("bins", BoostedTreesParams { bins: 1, ..small() }),
            (
                "leaf_penalty",
                BoostedTreesParams {
                    leaf_penalty: f64::NAN,
                    ..small()
                },
            ),
        ];
        for (name, params) in wrong {
            let outcome = fit::<BoostedTrees>(&params, &task, &data, None, 0);
            let refused = outcome.map(|_| ()).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
        }
    }
}
