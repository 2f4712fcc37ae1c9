//! `InfoNCE`: each row's partner is told from the other rows of the batch.

mod network;
mod params;

use emospec_learn::pairs::PairTask;
use emospec_sdk::{Error, Fit, Model, ModelCard, Outputs, Rows, Run, Similarity, TaskType};
use serde::{Deserialize, Serialize};

pub use network::InfoNceNetwork;
pub use params::InfoNceParams;

use crate::{LearntRows, Retriever};

/// Symmetric `InfoNCE`: for the cosines S of all embeddings of one view with all of the other in a batch of n rows that
/// match, half of each direction's cross entropy,
/// -1/2n sum over i of (log softmax over j of S\[i, j\]/t at i + log softmax over j of S\[j, i\]/t at i), of van den Oord
/// et al. (equation 4), both directions as in CLIP.
///
/// It learns from the training rows that match (class 1 of the target), and stops by the validation rows that do, all as
/// one batch. Other rows of a query's class are told from its partner like any others, although they may be relevant:
/// `mask_same_class` leaves them out, and `supcon` looks for them, too.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InfoNce(Retriever<InfoNceNetwork>);

impl Model for InfoNce {
    type Params = InfoNceParams;
    const CARD: ModelCard = ModelCard {
        name: "infonce",
        summary: "Embeds two views so that a row's partner is told from the other rows of a batch.",
        source: "van den Oord, Li and Vinyals, Representation learning with contrastive predictive coding, 2018, \
                 equation 4; symmetric as in Radford et al., CLIP, ICML 2021, figure 3.",
        tasks: &[TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, InfoNceParams>) -> Result<Self, Error> {
        let params = fit.params;
        params.check()?;
        let mut learnt = PairTask::new(fit.task)?;
        if params.mask_same_class {
            learnt = learnt.with_auxiliary("`mask_same_class`")?;
            learnt.shared_classes()?;
        }
        let draw = |widths, random: &mut _| InfoNceNetwork::draw(params, widths, random);
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

    fn quick() -> InfoNceParams {
        InfoNceParams {
            hidden: 6,
            embedding_width: 4,
            batch_size: 3,
            epochs: 3,
            ..InfoNceParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let task = pair_task(TaskType::Retrieval);
        for mask_same_class in [false, true] {
            let params = InfoNceParams {
                mask_same_class,
                ..quick()
            };
            assert_keeps_the_rules::<InfoNce>(&params, &task);
        }
    }

    #[test]
    fn partners_are_found_among_strangers() -> Result<(), Error> {
        let task = pair_task(TaskType::Retrieval);
        let data = |seed| PairData::hidden(300, 4, true, seed);
        let learnt = |epochs| {
            let params = InfoNceParams {
                learning_rate: 3e-3,
                dropout: 0.0,
                epochs,
                patience: epochs,
                ..InfoNceParams::default()
            };
            let model: InfoNce = fit(&params, &task, &data(1), Some(&data(2)), 0)?;
            Ok::<_, Error>(mean_rank(&model, &data(3)))
        };
        let (first, last) = (learnt(1)?, learnt(60)?);
        assert!(last < 0.1 && first > 2.0 * last, "{first} {last}");
        Ok(())
    }

    #[test]
    fn masking_needs_the_classes_of_both_views() {
        let mut task = pair_task(TaskType::Retrieval);
        task.auxiliary.remove("left");
        let params = InfoNceParams {
            mask_same_class: true,
            ..quick()
        };
        let message = refusal::<InfoNce>(&params, &task);
        assert!(
            message.contains("`mask_same_class` needs a target for the view `left`"),
            "{message}"
        );
    }

    #[test]
    fn without_a_matching_row_nothing_can_be_learnt() -> Result<(), Error> {
        let task = pair_task(TaskType::Retrieval);
        let mut data = PairData::draw(6, 4, 1.0, 1);
        data.same.fill(0);
        let message = fit::<InfoNce>(&quick(), &task, &data, None, 0)
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("no training row is of class 1"),
            "{message}"
        );
        // For stopping they are not needed.
        let train = PairData::draw(6, 4, 1.0, 1);
        fit::<InfoNce>(&quick(), &task, &train, Some(&data), 0).map(|_| ())
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        let task = pair_task(TaskType::Retrieval);
        let wrong = [
            (
                "temperature",
                InfoNceParams {
                    temperature: 0.0,
                    ..quick()
                },
            ),
            (
                "hidden",
                InfoNceParams {
                    hidden: 0,
                    ..quick()
                },
            ),
        ];
        for (name, params) in wrong {
            let message = refusal::<InfoNce>(&params, &task);
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn every_parameter_is_documented() {
        assert_documented::<InfoNceParams>(10);
    }
}
