use emospec_sdk::prelude::*;

use crate::canonical::{Canonical, Settings};
use crate::columns::{class_ids, shared_auxiliary};
use crate::coupling::Coupling;
use crate::linear_embedding::LinearEmbedding;
use crate::pairs::Pairs;
use crate::report::Report;

/// How pairs and classes are weighed, how many directions, and how they are kept from fitting noise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CCcaParams {
    /// The share b of the rows that match; all pairs of rows with the same class have the rest. 1 is `cca`, 0 is
    /// cluster-CCA.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub b: f64,
    /// Directions, at most: the width of the embeddings.
    #[schemars(range(min = 1))]
    pub k: usize,
    /// Added to the variance of every direction of a view. Its size is to be seen beside the variances of the columns:
    /// standardise them to have it mean the same everywhere.
    #[schemars(range(min = 0.0))]
    pub ridge: f64,
    /// Principal components each view is reduced to first, of all rows as they are weighed; all when left out.
    #[schemars(range(min = 1))]
    pub components: Option<usize>,
}

impl Default for CCcaParams {
    fn default() -> Self {
        Self {
            b: 0.2,
            k: 10,
            ridge: 1e-4,
            components: None,
        }
    }
}

/// Cluster canonical correlation analysis: besides rows that match, each row of one view goes with all rows of its
/// class in the other view. The classes are those of the auxiliary targets, and rows that do not match have classes,
/// too.
///
/// ```text
/// S12 = b (mean over rows that match) + (1 - b) (mean over all pairs of rows (i, j) with one class) of x1_i x2_j'
/// ```
///
/// Both means are over pairs of rows, so S12 belongs to one distribution over pairs: with probability b a row that
/// matches, else a pair of one class. Means and S11, S22 are those of the same distribution, in which a row weighs as
/// much as it has partners. Only so do the views have mean zero under S12, and are correlations at most 1. All is times
/// n / (n - 1), n the number of rows that match, so that b = 1 gives `cca`. The sum over pairs of a class is the
/// product of two sums over its rows. A class that one of the views lacks takes no part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CCca(LinearEmbedding);

impl CCca {
    /// The canonical correlations of the training rows, largest first.
    pub fn correlations(&self) -> &[f64] {
        &self.0.canonical.correlations
    }
}

impl Model for CCca {
    type Params = CCcaParams;
    const CARD: ModelCard = ModelCard {
        name: "c-cca",
        summary: "Projects both views onto the directions in which rows of one class correlate most.",
        source: "Rasiwasia et al., Cluster canonical correlation analysis, AISTATS 2014; mixed with the pairs \
                 as in Zeng, Yu and Oyama, ACM TOMM 16(3) (2020).",
        tasks: &[TaskType::Retrieval],
        stochastic: false,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, CCcaParams>) -> Result<Self, Error> {
        let CCcaParams {
            b,
            k,
            ridge,
            components,
        } = *fit.params;
        let settings = Settings {
            k,
            ridge,
            components,
        };
        settings.check()?;
        if !(0.0..=1.0).contains(&b) {
            return Err(Error::new("`b` must be from 0 to 1"));
        }
        let targets = shared_auxiliary(fit.task)?;
        let pairs = Pairs::to_learn_from(fit.train, fit.task)?;
        let classes = [
            class_ids(fit.train, fit.task, targets[0])?,
            class_ids(fit.train, fit.task, targets[1])?,
        ];
        let Some(coupling) = Coupling::clustered(&pairs.matched, &classes, b) else {
            return Err(Error::new(format_args!(
                "no class occurs in both `{}` and `{}` of the training rows; `b: 1` does without classes",
                targets[0], targets[1]
            )));
        };
        let [first, second] = &pairs.views;
        let canonical = Canonical::fit([first, second], &coupling, &settings)?;
        fit.run.report(&Report {
            pairs: pairs.matched.len(),
            correlations: &canonical.correlations,
        })?;
        Ok(Self(LinearEmbedding {
            views: pairs.names,
            canonical,
        }))
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        self.0.predict(rows, run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cca::{Cca, CcaParams};
    use emospec_learn::testing::{PairData, assert_keeps_the_rules, fit, pair_task, predict};

    fn params(b: f64) -> CCcaParams {
        CCcaParams {
            b,
            ..CCcaParams::default()
        }
    }

    #[test]
    fn the_rules_of_every_model_are_kept() {
        for b in [0.0, 0.2, 1.0] {
            assert_keeps_the_rules::<CCca>(&params(b), &pair_task(TaskType::Retrieval));
        }
    }

    #[test]
    fn a_share_of_one_is_cca() {
        let task = pair_task(TaskType::Retrieval);
        let data = PairData::draw(40, 5, 1.0, 1);
        let clustered: CCca = fit(&params(1.0), &task, &data, None, 0).unwrap();
        let plain: Cca = fit(&CcaParams::default(), &task, &data, None, 0).unwrap();
        for (x, y) in clustered.correlations().iter().zip(plain.correlations()) {
            assert!((x - y).abs() < 1e-9);
        }
        let (one, other) = (predict(&clustered, &data), predict(&plain, &data));
        for (x, y) in one["left"].1.iter().zip(&other["left"].1) {
            assert!((x - y).abs() < 1e-4, "{x} {y}");
        }
    }

    /// Where views tell their class and nothing else, rows of one class come to lie together.
    #[test]
    fn rows_of_one_class_are_nearer_than_others() {
        let task = pair_task(TaskType::Retrieval);
        let (train, test) = (PairData::draw(90, 5, 4.0, 1), PairData::draw(60, 5, 4.0, 2));
        let model: CCca = fit(
            &CCcaParams {
                k: 2,
                ..params(0.2)
            },
            &task,
            &train,
            None,
            0,
        )
        .unwrap();
        let columns = predict(&model, &test);
        let (width, left) = &columns["left"];
        let right = &columns["right"].1;
        for (one, colour) in left.chunks(*width).zip(&test.left_colour) {
            for (other, same) in right.chunks(*width).zip(&test.right_colour) {
                let cosine: f32 = one.iter().zip(other).map(|(x, y)| x * y).sum();
                assert_eq!(cosine > 0.5, colour == same, "{cosine}");
            }
        }
    }

    #[test]
    fn without_a_common_class_the_remedy_is_told() {
        let mut data = PairData::draw(6, 4, 1.0, 1);
        data.left_colour.fill(0);
        data.right_colour.fill(1);
        let task = pair_task(TaskType::Retrieval);
        let refused = fit::<CCca>(&params(0.2), &task, &data, None, 0).unwrap_err();
        assert!(
            refused.to_string().contains("`b: 1` does without"),
            "{refused}"
        );
        assert!(fit::<CCca>(&params(1.0), &task, &data, None, 0).is_ok());
        let refused = fit::<CCca>(&params(1.5), &task, &data, None, 0).unwrap_err();
        assert!(refused.to_string().contains("`b` must be"), "{refused}");
    }
}
