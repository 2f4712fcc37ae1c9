use std::collections::BTreeMap;

use emospec_sdk::prelude::*;
use nalgebra::DVector;

use crate::columns::shared_auxiliary;
use crate::evidence_params::EvidenceParams;
use crate::match_evidence::MatchEvidence;
use crate::single::single;
use crate::steps::Steps;
use crate::view_posterior::ViewPosterior;

/// Whether two views match, from what each says of its class, and from how views that match correspond.
///
/// Views are raw: their square roots are standardised on the training rows (`root`). One multinomial logistic regression
/// per view gives the posterior of that view's auxiliary classes, learnt from all training rows: p of the first view, m of
/// the second.
///
/// Classification weighs the Bayes factor of one class against two different ones, both with probability 1/2, and adds
/// what the correspondence s of the two views says:
///
/// ```text
/// z = log sum_k p(k) m(k) / q(k) - log((1 - sum_k p(k) m(k)) / (1 - sum_k q(k)^2)) + correspondence * s
/// P(match) = 1 / (1 + exp(-z)),   q(k) = (n(k) + 1/2) / sum_l (n(l) + 1/2)   (n counts the classes of both views)
/// s = u_v' (A'A + r1 I)^-1 A'B (B'B + r2 I)^-1 u_m / sigma                   (learnt from the rows that match)
/// ```
///
/// u are standardised rows of length 1, centred on the rows that match, A and B those rows, and s has standard deviation 1
/// over all pairs of them. Where no rows match, or they do not vary, s is 0. Where both posteriors are sure of one class,
/// as they are where the training rows have only one, P(match) is 1; where they exclude each other it is 0.
///
/// In retrieval the embedding of a row is its posterior, and the inner product of two the probability that their classes
/// are one; the correspondence has no part in it.
///
/// The auxiliary targets have to have the same classes. Their probabilities are outputs, too; where both views have one
/// auxiliary target, their mean. A class that no training row has gets probability 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    sides: [ViewPosterior; 2],
    /// Nothing in retrieval.
    decision: Option<MatchEvidence>,
}

impl Model for Evidence {
    type Params = EvidenceParams;
    const CARD: ModelCard = ModelCard {
        name: "evidence",
        summary: "Weighs by a Bayes factor whether both views have one class, and adds how matching views correspond.",
        source: "This project (docs/own-model.md). Bayes factor: Kass and Raftery, JASA 90 (1995); its likelihoods from \
                 posteriors over priors: Bourlard and Morgan, Connectionist Speech Recognition (1994); ridge \
                 inverses: Hoerl and Kennard, Technometrics 12 (1970), in canonical correlation Vinod, Journal of \
                 Econometrics 4 (1976); retrieval: Robertson, The probability ranking principle in IR, Journal of \
                 Documentation 33(4) (1977).",
        tasks: &[TaskType::Classification, TaskType::Retrieval],
        stochastic: false,
        similarity: Similarity::Dot,
    };

    fn fit(fit: &Fit<'_, EvidenceParams>) -> Result<Self, Error> {
        fit.params.check()?;
        let (first, second) = fit.task.pair()?;
        let [first_target, second_target] = shared_auxiliary(fit.task)?;
        let steps = Steps::new(fit.run);
        let sides = [
            ViewPosterior::fit(fit, &steps, [first, first_target], 0)?,
            ViewPosterior::fit(fit, &steps, [second, second_target], 1)?,
        ];
        let decision = match fit.task.kind {
            TaskType::Classification => Some(MatchEvidence::fit(fit, &sides)?),
            _ => None,
        };
        Ok(Self { sides, decision })
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        let [first, second] = &self.sides;
        let inputs = [first.inputs(rows)?, second.inputs(rows)?];
        let of = |side: &ViewPosterior, place: usize| {
            let rows = inputs[place].column_iter();
            rows.map(|input| side.of(&input))
                .collect::<Result<Vec<_>, _>>()
        };
        let posteriors = [of(first, 0)?, of(second, 1)?];
        let mut outputs = Outputs::default();
        if let Some(decision) = &self.decision {
            let probabilities = decision.probabilities(&self.sides, &inputs, &posteriors);
            outputs.matrix(&decision.target, 2, single(&probabilities))?;
        } else {
            for (side, posteriors) in self.sides.iter().zip(&posteriors) {
                outputs.matrix(&side.view, side.class_count, single(posteriors))?;
            }
        }
        for (name, posteriors) in self.auxiliary(posteriors) {
            outputs.matrix(name, first.class_count, single(&posteriors))?;
        }
        Ok(outputs)
    }
}

impl Evidence {
    /// The posteriors of each auxiliary target by name; the mean of both sides where they share one.
    fn auxiliary(&self, posteriors: [Vec<DVector<f64>>; 2]) -> BTreeMap<&str, Vec<DVector<f64>>> {
        let mut auxiliary = BTreeMap::<&str, Vec<DVector<f64>>>::new();
        for (side, posteriors) in self.sides.iter().zip(posteriors) {
            auxiliary
                .entry(&side.auxiliary)
                .and_modify(|shared| {
                    for (mean, other) in shared.iter_mut().zip(&posteriors) {
                        *mean = (&*mean + other) / 2.0;
                    }
                })
                .or_insert(posteriors);
        }
        auxiliary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{
        PairData, accuracy, assert_keeps_the_rules, fit, pair_task, predict,
    };

    fn unrooted() -> EvidenceParams {
        EvidenceParams {
            root: false,
            ..EvidenceParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        for params in [EvidenceParams::default(), unrooted()] {
            for kind in [TaskType::Classification, TaskType::Retrieval] {
                assert_keeps_the_rules::<Evidence>(&params, &pair_task(kind));
            }
        }
    }

    #[test]
    fn rows_of_one_class_are_told_from_those_of_two() {
        let task = pair_task(TaskType::Classification);
        let (train, test) = (
            PairData::draw(90, 5, 2.0, 1),
            PairData::draw(300, 5, 2.0, 2),
        );
        for params in [EvidenceParams::default(), unrooted()] {
            let model: Evidence = fit(&params, &task, &train, None, 0).unwrap();
            for (target, classes) in [
                ("same", &test.same),
                ("left_colour", &test.left_colour),
                ("right_colour", &test.right_colour),
            ] {
                let reached = accuracy(&model, &test, target, classes);
                assert!(reached > 0.85, "{target}: {reached}");
            }
        }
    }

    #[test]
    fn items_of_the_class_of_the_query_come_first() {
        let task = pair_task(TaskType::Retrieval);
        let (train, test) = (PairData::draw(90, 5, 2.0, 1), PairData::draw(60, 5, 2.0, 2));
        let model: Evidence = fit(&unrooted(), &task, &train, None, 0).unwrap();
        let columns = predict(&model, &test);
        let (left, right) = (&columns["left"].1, &columns["right"].1);
        let similarity = |one: usize, other: usize| -> f32 {
            (0..3)
                .map(|class| left[3 * one + class] * right[3 * other + class])
                .sum()
        };
        let mean = |same: bool| {
            let pairs = (0..60).flat_map(|one| (0..60).map(move |other| (one, other)));
            let of = |(one, other): &(usize, usize)| {
                (test.left_colour[*one] == test.right_colour[*other]) == same
            };
            let chosen: Vec<_> = pairs
                .filter(of)
                .map(|(one, other)| similarity(one, other))
                .collect();
            chosen.iter().sum::<f32>() / chosen.len() as f32
        };
        assert!(mean(true) > mean(false) + 0.4);
    }

    #[test]
    fn embeddings_are_the_posteriors() {
        let data = PairData::draw(30, 5, 2.0, 1);
        let task = pair_task(TaskType::Retrieval);
        let model: Evidence = fit(&unrooted(), &task, &data, None, 0).unwrap();
        let columns = predict(&model, &data);
        assert_eq!(columns["left"], columns["left_colour"]);
        assert_eq!(columns["right"], columns["right_colour"]);
    }

    #[test]
    fn correspondence_counts_where_classes_do_not_tell() {
        // Classes that have nothing to do with the views: only the hidden cause tells pairs apart.
        let mut train = PairData::hidden(200, 6, false, 1);
        train.left_colour = (0..200).map(|row| row % 3).collect();
        train.right_colour.clone_from(&train.left_colour);
        let test = PairData::hidden(100, 6, false, 2);
        let mut crossed = PairData::hidden(100, 6, false, 2);
        crossed.right.rotate_left(6);
        let task = pair_task(TaskType::Classification);
        let model: Evidence = fit(&unrooted(), &task, &train, None, 0).unwrap();
        let (own, other) = (
            &predict(&model, &test)["same"].1,
            &predict(&model, &crossed)["same"].1,
        );
        let higher = (0..100).filter(|row| own[2 * row + 1] > other[2 * row + 1]);
        let higher = higher.count();
        assert!(higher >= 80, "{higher} of 100");
    }

    #[test]
    fn without_matching_rows_the_classes_alone_decide() {
        let task = pair_task(TaskType::Classification);
        let mut train = PairData::draw(60, 5, 2.0, 1);
        train.same.fill(0);
        let with: Evidence = fit(&unrooted(), &task, &train, None, 0).unwrap();
        let params = EvidenceParams {
            correspondence: 0.0,
            ..unrooted()
        };
        let without: Evidence = fit(&params, &task, &train, None, 0).unwrap();
        assert_eq!(predict(&with, &train), predict(&without, &train));
    }

    #[test]
    fn an_auxiliary_target_that_both_views_share_gets_the_mean() {
        let mut task = pair_task(TaskType::Retrieval);
        task.auxiliary
            .insert("right".to_owned(), "left_colour".to_owned());
        let data = PairData::draw(30, 5, 2.0, 1);
        let model: Evidence = fit(&unrooted(), &task, &data, None, 0).unwrap();
        let columns = predict(&model, &data);
        let mean = f32::midpoint(columns["left"].1[4], columns["right"].1[4]);
        assert!((columns["left_colour"].1[4] - mean).abs() < 1e-6);
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        let data = PairData::draw(4, 3, 1.0, 0);
        let task = pair_task(TaskType::Classification);
        let good = EvidenceParams::default;
        for (params, named) in [
            (
                EvidenceParams {
                    inverse_penalty: [1.0, 0.0],
                    ..good()
                },
                "inverse_penalty",
            ),
            (
                EvidenceParams {
                    ridge: [f64::NAN, 1.0],
                    ..good()
                },
                "ridge",
            ),
            (
                EvidenceParams {
                    correspondence: -1.0,
                    ..good()
                },
                "correspondence",
            ),
            (
                EvidenceParams {
                    iterations: 0,
                    ..good()
                },
                "iterations",
            ),
        ] {
            let refused = fit::<Evidence>(&params, &task, &data, None, 0).unwrap_err();
            assert!(refused.to_string().contains(named), "{refused}");
        }
    }
}
