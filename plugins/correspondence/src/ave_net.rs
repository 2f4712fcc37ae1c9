use emospec_learn::predict_in_blocks;
use emospec_learn::training::FitError;
use emospec_sdk::prelude::*;

use crate::AveNetParams;
use crate::network::AveNetwork;
use crate::pair_classifier::PairClassifier;

/// AVE-Net: each view becomes an embedding of unit length, and the Euclidean distance of both, scaled and shifted by a
/// layer of one input, is all that the classes are told from. So the embeddings of what matches must come near, and
/// retrieval compares them by that distance; it is trained on the classes of the target in either task.
///
/// The source's towers are convolutional; here each view, standardised on the training rows, goes through one fully
/// connected rectified layer of the width that they end in. The layers after it are the source's. How the last layer
/// begins is left open there: here a distance below 1 speaks for a match at first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AveNet {
    classifier: PairClassifier<AveNetwork>,
    retrieves: bool,
}

impl Model for AveNet {
    type Params = AveNetParams;
    const CARD: ModelCard = ModelCard {
        name: "ave-net",
        summary: "Classifies a pair by the Euclidean distance of what a tower makes of each view; the embeddings serve retrieval, too.",
        source: "Arandjelovic and Zisserman, Objects that sound, ECCV 2018, section 3 and figure 2.",
        tasks: &[TaskType::Classification, TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Euclidean,
    };

    fn fit(fit: &Fit<'_, AveNetParams>) -> Result<Self, Error> {
        let schedule = fit.params.schedule()?;
        let draw = |shape, random: &mut _| AveNetwork::new(shape, fit.params, random);
        Ok(Self {
            classifier: PairClassifier::fit(fit, &schedule, draw)?,
            retrieves: fit.task.kind == TaskType::Retrieval,
        })
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        if !self.retrieves {
            return self.classifier.predict(rows);
        }
        let [left, right] = self.classifier.standardised(rows)?;
        let [left_width, right_width] = self.classifier.view_widths();
        let network = self.classifier.network();
        let embeddings = predict_in_blocks(
            rows.count(),
            [(left_width, &left), (right_width, &right)],
            |block| network.embeddings(block),
        )
        .map_err(FitError::from)?;
        let mut outputs = Outputs::default();
        for (name, embeddings) in self.classifier.views().iter().zip(embeddings) {
            outputs.matrix(name, network.embedding_width(), embeddings)?;
        }
        Ok(outputs)
    }
}

#[cfg(test)]
mod tests {
    use emospec_learn::testing::{
        PairData, accuracy, assert_keeps_the_rules, fit, pair_task, predict,
    };

    use super::*;

    fn small() -> AveNetParams {
        AveNetParams {
            tower_width: 5,
            embedding_width: 5,
            epochs: 3,
            patience: 2,
            batch_size: 4,
            ..AveNetParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        for kind in [TaskType::Classification, TaskType::Retrieval] {
            assert_keeps_the_rules::<AveNet>(&small(), &pair_task(kind));
        }
    }

    #[test]
    fn what_only_both_views_tell_is_learnt() {
        let task = pair_task(TaskType::Classification);
        let data = |seed| PairData::draw(600, 5, 4.0, seed);
        let (train, validation, test) = (data(1), data(2), data(3));
        let params = AveNetParams {
            learning_rate: 1e-3,
            epochs: 100,
            ..AveNetParams::default()
        };
        let model: AveNet = fit(&params, &task, &train, Some(&validation), 0).unwrap();
        let reached = accuracy(&model, &test, "same", &test.same);
        assert!(reached > 0.95, "{reached}");
    }

    #[test]
    fn unusable_parameters_are_refused_by_name() {
        let task = pair_task(TaskType::Classification);
        let data = PairData::draw(6, 3, 1.0, 0);
        let wrong = [
            (
                "tower_width",
                AveNetParams {
                    tower_width: 0,
                    ..small()
                },
            ),
            (
                "embedding_width",
                AveNetParams {
                    embedding_width: 0,
                    ..small()
                },
            ),
            (
                "batch_size",
                AveNetParams {
                    batch_size: 0,
                    ..small()
                },
            ),
            (
                "weight_decay",
                AveNetParams {
                    weight_decay: -1.0,
                    ..small()
                },
            ),
            (
                "dropout",
                AveNetParams {
                    dropout: 1.0,
                    ..small()
                },
            ),
        ];
        for (name, params) in wrong {
            let refused = fit::<AveNet>(&params, &task, &data, None, 0).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
        }
    }

    /// Mean Euclidean distance of the rows of both views that match, and of the others.
    fn distances(model: &AveNet, data: &PairData) -> [f64; 2] {
        let columns = predict(model, data);
        let (width, left) = &columns["left"];
        let rows = left.chunks(*width).zip(columns["right"].1.chunks(*width));
        let mut sums = [(0.0, 0.0); 2];
        for ((one, other), &class) in rows.zip(&data.same) {
            let square: f32 = one.iter().zip(other).map(|(x, y)| (x - y).powi(2)).sum();
            let (sum, count) = &mut sums[usize::from(class == 1)];
            *sum += f64::from(square.sqrt());
            *count += 1.0;
        }
        sums.map(|(sum, count)| sum / count)
    }

    /// With every seed: the classes could be told from large distances of what matches as well.
    #[test]
    fn what_matches_comes_near() {
        let task = pair_task(TaskType::Retrieval);
        let data = |seed| PairData::draw(600, 5, 4.0, seed);
        let (train, validation, test) = (data(1), data(2), data(3));
        let params = AveNetParams {
            learning_rate: 1e-3,
            epochs: 60,
            ..AveNetParams::default()
        };
        for seed in 0..3 {
            let model: AveNet = fit(&params, &task, &train, Some(&validation), seed).unwrap();
            let [others, matches] = distances(&model, &test);
            assert!(matches + 0.5 < others, "{matches} {others}");
        }
    }
}
