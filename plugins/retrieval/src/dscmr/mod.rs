//! DSCMR: embeddings that a shared classifier reads, that tell classes apart and hold partners together.

mod network;
mod params;

use emospec_learn::pairs::PairTask;
use emospec_sdk::{Error, Fit, Model, ModelCard, Outputs, Rows, Run, Similarity, TaskType};
use serde::{Deserialize, Serialize};

pub use network::DscmrNetwork;
pub use params::DscmrParams;

use crate::{LearntRows, Retriever};

/// Deep supervised cross-modal retrieval: a layer of each view's own and one that both share embed the views, and the
/// loss of a batch is the sum of
///
/// - for each view, the mean Euclidean distance of what a shared linear classifier says of the embeddings from the
///   classes, written as a one among zeros (J1 of the paper),
/// - weighted, over left with left, left with right and right with right, the mean of log(1 + e^c) - c \[same class\] for
///   half their cosine c (J2),
/// - weighted, the mean distance of partners (J3).
///
/// Norms and means are those of the released code. It learns from the training rows that
/// match (class 1 of the target), each view labelled by its own auxiliary target, and stops by the validation rows that
/// do; both targets have to have the same classes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dscmr(Retriever<DscmrNetwork>);

impl Model for Dscmr {
    type Params = DscmrParams;
    const CARD: ModelCard = ModelCard {
        name: "dscmr",
        summary: "Embeds two views so that one classifier reads both, classes are apart and partners near.",
        source: "Zhen, Hu, Wang and Peng, Deep supervised cross-modal retrieval, CVPR 2019, J1 to J3; released code: \
                 penghu-cs/DSCMR.",
        tasks: &[TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, DscmrParams>) -> Result<Self, Error> {
        let params = fit.params;
        params.check()?;
        let learnt = PairTask::new(fit.task)?.with_auxiliary("`retrieval/dscmr`")?;
        let classes = learnt.shared_classes()?;
        let draw = |widths, random: &mut _| DscmrNetwork::draw(params, widths, classes, random);
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

    fn quick() -> DscmrParams {
        DscmrParams {
            hidden: 6,
            embedding_width: 4,
            batch_size: 3,
            epochs: 3,
            ..DscmrParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        assert_keeps_the_rules::<Dscmr>(&quick(), &pair_task(TaskType::Retrieval));
    }

    #[test]
    fn rows_of_one_class_come_together() -> Result<(), Error> {
        let task = pair_task(TaskType::Retrieval);
        let params = DscmrParams {
            hidden: 32,
            embedding_width: 8,
            learning_rate: 1e-2,
            epochs: 40,
            ..DscmrParams::default()
        };
        let data = |seed| PairData::draw(150, 6, 2.0, seed);
        let model: Dscmr = fit(&params, &task, &data(1), Some(&data(2)), 0)?;
        let found = precision_among_classes(&model, &data(3));
        assert!(found > 0.8, "{found}");
        Ok(())
    }

    #[test]
    fn the_classes_of_both_views_are_needed() {
        assert_needs_auxiliary_targets::<Dscmr>(&quick());
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        let task = pair_task(TaskType::Retrieval);
        let wrong = [
            (
                "beta",
                DscmrParams {
                    beta: 1.0,
                    ..quick()
                },
            ),
            (
                "pair_weight",
                DscmrParams {
                    pair_weight: -1.0,
                    ..quick()
                },
            ),
        ];
        for (name, params) in wrong {
            let message = refusal::<Dscmr>(&params, &task);
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn every_parameter_is_documented() {
        assert_documented::<DscmrParams>(9);
    }
}
