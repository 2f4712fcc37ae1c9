//! ACMR: embeddings that tell the classes but not the view they came from.

mod distances;
mod network;
mod params;

use emospec_learn::pairs::PairTask;
use emospec_sdk::{Error, Fit, Model, ModelCard, Outputs, Rows, Run, Similarity, TaskType};
use serde::{Deserialize, Serialize};

pub use network::AcmrNetwork;
pub use params::AcmrParams;

use crate::{LearntRows, Retriever};

/// Adversarial cross-modal retrieval: two networks embed the views so that a classifier tells the classes, partners are
/// near and rows of different classes apart, while another network guesses which view an embedding came from and the
/// embeddings learn, by its reversed gradient, to give it nothing to go by.
///
/// The loss of a batch is, weighted, the cross entropy of the classes of both views, the root mean square distance of
/// partners, and the mean of max(0, margin - d^2) between rows of different classes; and, while training, the cross
/// entropy of the guesses, whose gradient reaches the embeddings times -(2/(1 + e^-10p) - 1) after a share p of the
/// epochs.
///
/// The hinge takes the squared Euclidean distance, which the code in circulation means but does not compute. Guesser and
/// embeddings learn in one step of Adam, as the reversed gradient is meant (Ganin and Lempitsky 2015). The model learns
/// from the training rows that match (class 1 of the target), each view labelled by its own auxiliary target, and stops
/// by the validation rows that do, without the guesses; both targets have to have the same classes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Acmr(Retriever<AcmrNetwork>);

impl Model for Acmr {
    type Params = AcmrParams;
    const CARD: ModelCard = ModelCard {
        name: "acmr",
        summary: "Embeds two views so that classes can be told and the view cannot, by an adversary.",
        source: "Wang, Yang, Xu, Hanjalic and Shen, Adversarial cross-modal retrieval, ACM Multimedia 2017; gradient \
                 reversal: Ganin and Lempitsky, ICML 2015.",
        tasks: &[TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Euclidean,
    };

    fn fit(fit: &Fit<'_, AcmrParams>) -> Result<Self, Error> {
        let params = fit.params;
        params.check()?;
        let learnt = PairTask::new(fit.task)?.with_auxiliary("`retrieval/acmr`")?;
        let classes = learnt.shared_classes()?;
        let draw = |widths, random: &mut _| AcmrNetwork::draw(params, widths, classes, random);
        let matching = LearntRows::Matching;
        Retriever::fit(fit, &learnt, matching, &params.schedule(), draw).map(Self)
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        self.0.predict(rows, run)
    }
}

#[cfg(test)]
mod tests {
    use emospec_learn::testing::{PairData, assert_keeps_the_rules, fit, pair_task};

    use super::*;
    use crate::testing::{
        assert_documented, assert_needs_auxiliary_targets, precision_among_classes, refusal,
    };

    fn quick() -> AcmrParams {
        AcmrParams {
            hidden: [vec![6], vec![5, 6]],
            embedding_width: 4,
            view_hidden: vec![3],
            batch_size: 3,
            epochs: 3,
            ..AcmrParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        assert_keeps_the_rules::<Acmr>(&quick(), &pair_task(TaskType::Retrieval));
    }

    #[test]
    fn rows_of_one_class_come_together() -> Result<(), Error> {
        let task = pair_task(TaskType::Retrieval);
        let params = AcmrParams {
            hidden: [vec![32], vec![32]],
            embedding_width: 8,
            learning_rate: 1e-2,
            epochs: 40,
            ..AcmrParams::default()
        };
        let data = |seed| PairData::draw(150, 6, 2.0, seed);
        let model: Acmr = fit(&params, &task, &data(1), Some(&data(2)), 0)?;
        let found = precision_among_classes(&model, &data(3));
        assert!(found > 0.8, "{found}");
        Ok(())
    }

    #[test]
    fn the_classes_of_both_views_are_needed() {
        assert_needs_auxiliary_targets::<Acmr>(&quick());
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        let task = pair_task(TaskType::Retrieval);
        let wrong = [
            (
                "adversary_speed",
                AcmrParams {
                    adversary_speed: f64::INFINITY,
                    ..quick()
                },
            ),
            (
                "view_hidden",
                AcmrParams {
                    view_hidden: vec![0],
                    ..quick()
                },
            ),
        ];
        for (name, params) in wrong {
            let message = refusal::<Acmr>(&params, &task);
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn every_parameter_is_documented() {
        assert_documented::<AcmrParams>(13);
    }
}
