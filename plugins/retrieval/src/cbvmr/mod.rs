//! CBVMR: partners rank above other rows, and each view keeps the order of its rows' similarities.

mod network;
mod params;

use emospec_learn::pairs::PairTask;
use emospec_sdk::{Error, Fit, Model, ModelCard, Outputs, Rows, Run, Similarity, TaskType};
use serde::{Deserialize, Serialize};

pub use network::CbvmrNetwork;
pub use params::CbvmrParams;

use crate::{LearntRows, Retriever};

/// Content-based video-music retrieval: linear networks trained by a ranking hinge between the views and a soft
/// constraint on the structure of each.
///
/// The loss of a batch is, weighted, for each view's rows as queries the mean of max(0, margin - s(i, i) + s(i, j)) over
/// the most similar other rows j, and for each view how far the order of its embeddings' similarities departs from that
/// of its rows' cosines, over neighbouring rows of the batch; s is the cosine. Both as the released code has them.
///
/// It learns from the training rows that match (class 1 of the target), and stops by the validation rows that do, all as
/// one batch. Cosines before embedding are those of the standardised view.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cbvmr(Retriever<CbvmrNetwork>);

impl Model for Cbvmr {
    type Params = CbvmrParams;
    const CARD: ModelCard = ModelCard {
        name: "cbvmr",
        summary: "Embeds two views so that partners rank above other rows and each view keeps its structure.",
        source: "Hong, Im and Yang, CBVMR: Content-based video-music retrieval using soft intra-modal structure \
                 constraint, ICMR 2018; released code: csehong/VM-NET.",
        tasks: &[TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, CbvmrParams>) -> Result<Self, Error> {
        let params = fit.params;
        params.check()?;
        let learnt = PairTask::new(fit.task)?;
        let draw = |widths, random: &mut _| CbvmrNetwork::draw(params, widths, random);
        let matching = LearntRows::Matching;
        Retriever::fit(fit, &learnt, matching, &params.schedule(), draw).map(Self)
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        self.0.predict(rows, run)
    }
}

#[cfg(test)]
mod tests {
    use emospec_learn::testing::{PairData, assert_keeps_the_rules, fit, mean_rank, pair_task};

    use super::*;
    use crate::testing::{assert_documented, refusal};

    fn quick() -> CbvmrParams {
        CbvmrParams {
            hidden: [vec![6], vec![6, 5]],
            embedding_width: 4,
            batch_size: 3,
            epochs: 3,
            ..CbvmrParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let task = pair_task(TaskType::Retrieval);
        assert_keeps_the_rules::<Cbvmr>(&quick(), &task);
        let single_layer = CbvmrParams {
            hidden: [Vec::new(), Vec::new()],
            ..quick()
        };
        assert_keeps_the_rules::<Cbvmr>(&single_layer, &task);
    }

    #[test]
    fn partners_rank_above_strangers() -> Result<(), Error> {
        let task = pair_task(TaskType::Retrieval);
        let data = |seed| PairData::hidden(300, 4, false, seed);
        let learnt = |epochs| {
            let params = CbvmrParams {
                hidden: [vec![32], vec![32]],
                embedding_width: 8,
                learning_rate: 1e-2,
                batch_size: 100,
                epochs,
                patience: epochs,
                ..CbvmrParams::default()
            };
            let model: Cbvmr = fit(&params, &task, &data(1), Some(&data(2)), 0)?;
            Ok::<_, Error>(mean_rank(&model, &data(3)))
        };
        let (first, last) = (learnt(1)?, learnt(60)?);
        assert!(last < 0.1 && first > 2.0 * last, "{first} {last}");
        Ok(())
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        let task = pair_task(TaskType::Retrieval);
        let wrong = [
            (
                "margin",
                CbvmrParams {
                    margin: f64::NAN,
                    ..quick()
                },
            ),
            (
                "ranking_weights",
                CbvmrParams {
                    ranking_weights: [1.0, -1.0],
                    ..quick()
                },
            ),
            (
                "hidden",
                CbvmrParams {
                    hidden: [vec![0], Vec::new()],
                    ..quick()
                },
            ),
        ];
        for (name, params) in wrong {
            let message = refusal::<Cbvmr>(&params, &task);
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn every_parameter_is_documented() {
        assert_documented::<CbvmrParams>(12);
    }
}
