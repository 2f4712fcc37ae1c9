//! `SupCon`: rows of one class are told from the others, within each view and between them.

mod network;
mod params;

use emospec_learn::pairs::PairTask;
use emospec_sdk::{Error, Fit, Model, ModelCard, Outputs, Rows, Run, Similarity, TaskType};
use serde::{Deserialize, Serialize};

pub use network::SupConNetwork;
pub use params::SupConParams;

use crate::{LearntRows, Retriever};

/// Four-way `SupCon`: a quarter each of the supervised contrastive losses from left to left, right to right, left to
/// right and right to left, where the loss from anchors i to candidates a (without i itself within a view) is
/// -1/|P(i)| sum over p in P(i) of log softmax over a of (cos(i, a) / t) at p, for the candidates P(i) of the anchor's
/// class, and anchors without any are left out of the mean (the source divides by zero there).
///
/// Each view's rows are labelled by that view's own auxiliary target, so all training rows are learnt from, whether they
/// match or not; both targets have to have the same classes. Emo-CLIM puts the networks on frozen encoders of images
/// and music; here they read the views. Versions of its released trainer do without batch normalisation and dropout.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SupCon(Retriever<SupConNetwork>);

impl Model for SupCon {
    type Params = SupConParams;
    const CARD: ModelCard = ModelCard {
        name: "supcon",
        summary: "Embeds two views so that rows of one class are near, within and between the views.",
        source: "Stewart, Avramidis, Feng and Narayanan, Emotion-aligned contrastive learning between images and music \
                 (Emo-CLIM), ICASSP 2024; loss: Khosla et al., Supervised contrastive learning, NeurIPS 2020, equation 2.",
        tasks: &[TaskType::Retrieval],
        stochastic: true,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, SupConParams>) -> Result<Self, Error> {
        let params = fit.params;
        params.check()?;
        let learnt = PairTask::new(fit.task)?.with_auxiliary("`retrieval/supcon`")?;
        learnt.shared_classes()?;
        let draw = |widths, random: &mut _| SupConNetwork::draw(params, widths, random);
        Retriever::fit(fit, &learnt, LearntRows::All, &params.schedule(), draw).map(Self)
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

    fn quick() -> SupConParams {
        SupConParams {
            hidden: 6,
            embedding_width: 4,
            batch_size: 3,
            epochs: 3,
            ..SupConParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        assert_keeps_the_rules::<SupCon>(&quick(), &pair_task(TaskType::Retrieval));
    }

    #[test]
    fn rows_of_one_class_come_together() -> Result<(), Error> {
        let task = pair_task(TaskType::Retrieval);
        let params = SupConParams {
            hidden: 32,
            embedding_width: 8,
            learning_rate: 1e-2,
            epochs: 40,
            ..SupConParams::default()
        };
        let data = |seed| PairData::draw(150, 6, 2.0, seed);
        let model: SupCon = fit(&params, &task, &data(1), Some(&data(2)), 0)?;
        let found = precision_among_classes(&model, &data(3));
        assert!(found > 0.8, "{found}");
        Ok(())
    }

    #[test]
    fn the_classes_of_both_views_are_needed() {
        assert_needs_auxiliary_targets::<SupCon>(&quick());
    }

    #[test]
    fn views_with_different_classes_are_refused() {
        let mut task = pair_task(TaskType::Retrieval);
        let fewer = vec!["red".to_owned(), "green".to_owned(), "grey".to_owned()];
        task.classes.insert("left_colour".to_owned(), fewer);
        let message = refusal::<SupCon>(&quick(), &task);
        assert!(message.contains("have different ones"), "{message}");
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        let params = SupConParams {
            temperature: f64::NAN,
            ..quick()
        };
        let message = refusal::<SupCon>(&params, &pair_task(TaskType::Retrieval));
        assert!(message.contains("temperature"), "{message}");
    }

    #[test]
    fn every_parameter_is_documented() {
        assert_documented::<SupConParams>(9);
    }
}
