use emospec_sdk::prelude::*;

use crate::AcpNetParams;
use crate::network::AcpNetwork;
use crate::pair_classifier::PairClassifier;

/// After ACP-Net: both views are projected into a common space and fused, and fully connected layers tell the classes.
///
/// The source publishes neither sizes nor code, so this has its order of layers and chosen numbers, and results with it
/// are not the source's. Each view is standardised on the training rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AcpNet(PairClassifier<AcpNetwork>);

impl Model for AcpNet {
    type Params = AcpNetParams;
    const CARD: ModelCard = ModelCard {
        name: "acp-net",
        summary: "Projects both views into a common space and classifies the pair by a layer over both projections.",
        source: "After Verma, Dhekane and Guha, Learning affective correspondence between music and image, ICASSP 2019.",
        tasks: &[TaskType::Classification],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, AcpNetParams>) -> Result<Self, Error> {
        let schedule = fit.params.schedule()?;
        let draw = |shape, random: &mut _| AcpNetwork::new(shape, fit.params, random);
        Ok(Self(PairClassifier::fit(fit, &schedule, draw)?))
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        self.0.predict(rows)
    }
}

#[cfg(test)]
mod tests {
    use emospec_learn::testing::{PairData, accuracy, assert_keeps_the_rules, fit, pair_task};

    use super::*;
    use crate::Fusion;

    fn small() -> AcpNetParams {
        AcpNetParams {
            projection_width: 5,
            common_width: 5,
            hidden_width: 5,
            epochs: 3,
            patience: 2,
            batch_size: 4,
            ..AcpNetParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        for fusion in [Fusion::Concatenation, Fusion::Product] {
            let params = AcpNetParams { fusion, ..small() };
            assert_keeps_the_rules::<AcpNet>(&params, &pair_task(TaskType::Classification));
        }
    }

    #[test]
    fn what_only_both_views_tell_is_learnt() {
        let task = pair_task(TaskType::Classification);
        let data = |seed| PairData::draw(600, 5, 4.0, seed);
        let (train, validation, test) = (data(1), data(2), data(3));
        for fusion in [Fusion::Concatenation, Fusion::Product] {
            let params = AcpNetParams {
                fusion,
                learning_rate: 1e-3,
                epochs: 100,
                ..AcpNetParams::default()
            };
            let model: AcpNet = fit(&params, &task, &train, Some(&validation), 0).unwrap();
            let reached = accuracy(&model, &test, "same", &test.same);
            assert!(reached > 0.95, "{fusion:?}: {reached}");
        }
    }

    #[test]
    fn unusable_parameters_are_refused_by_name() {
        let task = pair_task(TaskType::Classification);
        let data = PairData::draw(6, 3, 1.0, 0);
        let wrong = [
            (
                "projection_width",
                AcpNetParams {
                    projection_width: 0,
                    ..small()
                },
            ),
            (
                "common_width",
                AcpNetParams {
                    common_width: 0,
                    ..small()
                },
            ),
            (
                "hidden_width",
                AcpNetParams {
                    hidden_width: 0,
                    ..small()
                },
            ),
            (
                "batch_size",
                AcpNetParams {
                    batch_size: 0,
                    ..small()
                },
            ),
            (
                "weight_decay",
                AcpNetParams {
                    weight_decay: -1.0,
                    ..small()
                },
            ),
            (
                "dropout",
                AcpNetParams {
                    dropout: 1.0,
                    ..small()
                },
            ),
        ];
        for (name, params) in wrong {
            let refused = fit::<AcpNet>(&params, &task, &data, None, 0).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
        }
    }
}
