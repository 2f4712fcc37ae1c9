use emospec_sdk::prelude::*;

use crate::L3NetParams;
use crate::network::L3Network;
use crate::pair_classifier::PairClassifier;

/// L3-Net: what a tower makes of each view, side by side, then a rectified layer and the classes.
///
/// The source's towers are eight convolutional layers with batch normalisation; here each view, standardised on the
/// training rows, goes through one fully connected rectified layer of the same width. The head is the source's. It is
/// trained on the pairs that the task gives, where the source draws frames and sounds of the same or of two videos.
///
/// It has to learn to compare. On few rows it learns them by heart first: on pairs made up in the shape of EmoMV-C its
/// validation loss rises from the first epochs, and in the shape of EmoMV-A, ten times as many, it does not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct L3Net(PairClassifier<L3Network>);

impl Model for L3Net {
    type Params = L3NetParams;
    const CARD: ModelCard = ModelCard {
        name: "l3-net",
        summary: "Classifies a pair by a layer over what a tower makes of each view, both side by side.",
        source: "Arandjelovic and Zisserman, Look, listen and learn, ICCV 2017, section 2 and figure 2.",
        tasks: &[TaskType::Classification],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, L3NetParams>) -> Result<Self, Error> {
        let schedule = fit.params.schedule()?;
        let draw = |shape, random: &mut _| L3Network::new(shape, fit.params, random);
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

    fn small() -> L3NetParams {
        L3NetParams {
            tower_width: 5,
            hidden_width: 5,
            epochs: 3,
            patience: 2,
            batch_size: 4,
            ..L3NetParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        assert_keeps_the_rules::<L3Net>(&small(), &pair_task(TaskType::Classification));
    }

    #[test]
    fn what_only_both_views_tell_is_learnt() {
        let task = pair_task(TaskType::Classification);
        let data = |seed| PairData::draw(600, 5, 4.0, seed);
        let (train, validation, test) = (data(1), data(2), data(3));
        let params = L3NetParams {
            learning_rate: 1e-3,
            epochs: 100,
            ..L3NetParams::default()
        };
        let model: L3Net = fit(&params, &task, &train, Some(&validation), 0).unwrap();
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
                L3NetParams {
                    tower_width: 0,
                    ..small()
                },
            ),
            (
                "hidden_width",
                L3NetParams {
                    hidden_width: 0,
                    ..small()
                },
            ),
            (
                "batch_size",
                L3NetParams {
                    batch_size: 0,
                    ..small()
                },
            ),
            (
                "weight_decay",
                L3NetParams {
                    weight_decay: -1.0,
                    ..small()
                },
            ),
            (
                "dropout",
                L3NetParams {
                    dropout: 1.0,
                    ..small()
                },
            ),
        ];
        for (name, params) in wrong {
            let refused = fit::<L3Net>(&params, &task, &data, None, 0).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
        }
    }
}
