use emospec_learn::pairs::{Pairs as Examples, Targets};
use emospec_learn::training::{self, FitError, Report as Training, RunWatcher};
use emospec_sdk::prelude::*;
use nalgebra::DMatrix;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::TnnCCcaParams;
use crate::canonical::Canonical;
use crate::columns::{class_ids, shared_auxiliary, view_of_width};
use crate::coupling::Coupling;
use crate::pairs::Pairs;
use crate::single::{single, unit};
use crate::standardiser::Standardiser;
use crate::triplet_network::TripletNetwork;

/// Triplet networks, then cluster canonical correlation of what they make: see [`crate::CCca`] for the latter.
///
/// A network for each view learns that, in squared distance, rows of the other view with a row's class are nearer to it
/// than rows with another, by a margin. All triplets of a batch count alike, those that cost nothing included. The
/// classes are those of the auxiliary targets, and rows that do not match have classes, too. Then the outputs of all
/// training rows, in evaluation, are correlated, and the embeddings are compared by their cosine.
///
/// Layers, sizes and training are those of the authors' code. It lets one view give the anchors and leaves a row's own
/// partner out of its triplets; the paper's triplets are between the views, so here either view gives them, and the
/// partner counts where it has the class. The views are standardised on the training rows here, and weights are drawn
/// uniformly in +-1/sqrt(inputs).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TnnCCca {
    views: [String; 2],
    standardisers: [Standardiser; 2],
    network: TripletNetwork,
    canonical: Canonical,
}

/// Facts left beside the results.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    training: Training<'a>,
    pairs: usize,
    correlations: &'a [f64],
}

impl Model for TnnCCca {
    type Params = TnnCCcaParams;
    const CARD: ModelCard = ModelCard {
        name: "tnn-c-cca",
        summary: "Embeds each view by a network that brings rows of one class together, and correlates the outputs.",
        source: "Zeng, Yu and Oyama, Deep triplet neural networks with cluster-CCA for audio-visual cross-modal \
                 retrieval, ACM TOMM 16(3) (2020), and its public code.",
        tasks: &[TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, TnnCCcaParams>) -> Result<Self, Error> {
        let schedule = fit.params.schedule()?;
        let settings = fit.params.settings()?;
        let targets = shared_auxiliary(fit.task)?;
        let pairs = Pairs::to_learn_from(fit.train, fit.task)?;
        let classes = [
            class_ids(fit.train, fit.task, targets[0])?,
            class_ids(fit.train, fit.task, targets[1])?,
        ];
        let Some(coupling) = Coupling::clustered(&pairs.matched, &classes, fit.params.b) else {
            return Err(Error::new(format_args!(
                "no class occurs in both `{}` and `{}` of the training rows",
                targets[0], targets[1]
            )));
        };
        let standardisers = pairs.views.each_ref().map(Standardiser::fit);
        let widths = standardisers.each_ref().map(Standardiser::width);
        let inputs = [0, 1].map(|view| in_rows(&standardisers[view].of_all(&pairs.views[view])));
        let examples = Examples {
            views: inputs.each_ref().map(Vec::as_slice),
            targets: Targets {
                comparison: vec![0; classes[0].len()],
                auxiliary: Some(classes),
            },
        };
        let mut random = ChaCha8Rng::seed_from_u64(fit.seed);
        let network =
            TripletNetwork::new(widths, fit.params, &mut random).map_err(FitError::from)?;
        let watcher = RunWatcher {
            run: fit.run,
            epochs: schedule.epochs,
        };
        let fitted = training::fit(network, random, &schedule, (&examples, None), &watcher)?;
        let outputs = |view: usize| -> Result<DMatrix<f64>, Error> {
            let outputs = fitted.network.outputs(view, widths[view], &inputs[view])?;
            Ok(in_columns(fit.params.outputs, &outputs))
        };
        let (first, second) = (outputs(0)?, outputs(1)?);
        let canonical = Canonical::fit([&first, &second], &coupling, &settings)?;
        fit.run.report(&Report {
            training: fitted.report(),
            pairs: pairs.matched.len(),
            correlations: &canonical.correlations,
        })?;
        Ok(Self {
            views: pairs.names,
            standardisers,
            network: fitted.network,
            canonical,
        })
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        let mut outputs = Outputs::default();
        for (view, name) in self.views.iter().enumerate() {
            run.check_cancelled()?;
            let standardiser = &self.standardisers[view];
            let width = standardiser.width();
            let inputs = standardiser.of_all(&view_of_width(rows, name, width)?);
            let projection = &self.canonical.projections[view];
            let made = self.network.outputs(view, width, &in_rows(&inputs))?;
            let made = in_columns(projection.inputs(), &made);
            let embeddings: Vec<_> = made
                .column_iter()
                .map(|row| unit(projection.of(&row)))
                .collect();
            outputs.matrix(name, projection.outputs(), single(&embeddings))?;
        }
        Ok(outputs)
    }
}

/// The values of a matrix that has one column a row, row by row.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the networks are in single precision"
)]
fn in_rows(columns: &DMatrix<f64>) -> Vec<f32> {
    columns.iter().map(|&value| value as f32).collect()
}

/// Values row by row as a matrix that has one column a row.
fn in_columns(width: usize, values: &[f32]) -> DMatrix<f64> {
    let values_in_double = values.iter().map(|&value| f64::from(value));
    DMatrix::from_iterator(width, values.len() / width, values_in_double)
}

#[cfg(test)]
mod tests {
    use emospec_learn::testing::{PairData, assert_keeps_the_rules, fit, pair_task, predict};

    use super::*;

    fn small() -> TnnCCcaParams {
        TnnCCcaParams {
            hidden: vec![6, 5],
            outputs: 3,
            epochs: 2,
            batch_size: 4,
            ..TnnCCcaParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let task = pair_task(TaskType::Retrieval);
        assert_keeps_the_rules::<TnnCCca>(&small(), &task);
        let linear = TnnCCcaParams {
            hidden: Vec::new(),
            b: 1.0,
            ..small()
        };
        assert_keeps_the_rules::<TnnCCca>(&linear, &task);
    }

    /// Mean over left rows of the average precision of right rows of the same colour; a third by chance.
    fn mean_average_precision(model: &TnnCCca, data: &PairData) -> f64 {
        let columns = predict(model, data);
        let (width, left) = &columns["left"];
        let right = &columns["right"].1;
        let precision = |(one, colour): (&[f32], &i64)| {
            let cosine = |other: &[f32]| -> f32 { one.iter().zip(other).map(|(x, y)| x * y).sum() };
            let mut ranked: Vec<_> = right
                .chunks(*width)
                .map(cosine)
                .zip(&data.right_colour)
                .collect();
            ranked.sort_by(|x, y| y.0.total_cmp(&x.0));
            let (mut hits, mut sum) = (0.0, 0.0);
            for (rank, (_, other)) in ranked.iter().enumerate() {
                if *other == colour {
                    hits += 1.0;
                    sum += hits / (rank + 1) as f64;
                }
            }
            sum / hits
        };
        let rows = left.chunks(*width).zip(&data.left_colour);
        rows.map(precision).sum::<f64>() / data.left_colour.len() as f64
    }

    /// The colour tells whether two hidden numbers differ in sign, so no line separates it.
    fn crossed(count: usize, seed: u64) -> PairData {
        let mut data = PairData::hidden(count, 4, false, seed);
        for (colour, right) in data.left_colour.iter_mut().zip(&mut data.right_colour) {
            *colour = i64::from(*colour == 1);
            *right = *colour;
        }
        data
    }

    #[test]
    fn rows_of_one_class_come_near_where_no_line_separates_them() {
        let task = pair_task(TaskType::Retrieval);
        let (train, test) = (crossed(600, 1), crossed(300, 2));
        let reached = |learning_rate| {
            let params = TnnCCcaParams {
                learning_rate,
                epochs: 60,
                k: 1,
                ..TnnCCcaParams::default()
            };
            let model: TnnCCca = fit(&params, &task, &train, None, 0).unwrap();
            mean_average_precision(&model, &test)
        };
        let (untrained, trained) = (reached(0.0), reached(3e-3));
        assert!(untrained < 0.7 && trained > 0.8, "{untrained} {trained}");
    }

    #[test]
    fn unusable_parameters_and_classes_are_refused_by_name() {
        let task = pair_task(TaskType::Retrieval);
        let mut data = PairData::draw(6, 4, 1.0, 1);
        let wrong = [
            (
                "hidden",
                TnnCCcaParams {
                    hidden: vec![0],
                    ..small()
                },
            ),
            (
                "outputs",
                TnnCCcaParams {
                    outputs: 0,
                    ..small()
                },
            ),
            (
                "margin",
                TnnCCcaParams {
                    margin: -1.0,
                    ..small()
                },
            ),
            ("`b`", TnnCCcaParams { b: 1.5, ..small() }),
            ("`k`", TnnCCcaParams { k: 0, ..small() }),
            (
                "dropout",
                TnnCCcaParams {
                    dropout: 1.0,
                    ..small()
                },
            ),
        ];
        for (name, params) in wrong {
            let refused = fit::<TnnCCca>(&params, &task, &data, None, 0).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
        }
        data.left_colour.fill(0);
        data.right_colour.fill(1);
        let refused = fit::<TnnCCca>(&small(), &task, &data, None, 0).unwrap_err();
        assert!(
            refused.to_string().contains("no class occurs in both"),
            "{refused}"
        );
    }
}
