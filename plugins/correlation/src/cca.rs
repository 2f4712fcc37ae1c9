use emospec_sdk::prelude::*;

use crate::canonical::{Canonical, Settings};
use crate::coupling::Coupling;
use crate::linear_embedding::LinearEmbedding;
use crate::pairs::Pairs;
use crate::report::Report;

/// How many directions, and how they are kept from fitting noise; the defaults are those of Zeng's code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CcaParams {
    /// Directions, at most: the width of the embeddings.
    #[schemars(range(min = 1))]
    pub k: usize,
    /// Added to the variance of every direction of a view. Its size is to be seen beside the variances of the columns:
    /// standardise them to have it mean the same everywhere.
    #[schemars(range(min = 0.0))]
    pub ridge: f64,
    /// Principal components each view is reduced to first, of the rows that match; all when left out.
    #[schemars(range(min = 1))]
    pub components: Option<usize>,
}

impl Default for CcaParams {
    fn default() -> Self {
        Self {
            k: 10,
            ridge: 1e-4,
            components: None,
        }
    }
}

impl CcaParams {
    /// The canonical directions of rows that match.
    ///
    /// # Errors
    /// Where a parameter is out of range, or a value too large.
    pub(crate) fn directions(&self, pairs: &Pairs) -> Result<Canonical, Error> {
        let settings = Settings {
            k: self.k,
            ridge: self.ridge,
            components: self.components,
        };
        settings.check()?;
        let [first, second] = pairs.matched_views();
        Canonical::fit(
            [&first, &second],
            &Coupling::paired(first.ncols()),
            &settings,
        )
    }
}

/// Linear canonical correlation analysis of the training rows that match (class 1 of the target).
///
/// ```text
/// S11 = X1 X1' / (n - 1) + r I,  S22 alike,  S12 = X1 X2' / (n - 1)      (centred views, one column a row)
/// T = S11^-1/2 S12 S22^-1/2 = P D Q'                                     (the k largest singular values)
/// embeddings: P' S11^-1/2 (x1 - m1) and Q' S22^-1/2 (x2 - m2), compared by their cosine
/// ```
///
/// Directions that do not vary or do not correlate at all are left out, so the embeddings may be narrower than k; where
/// nothing correlates (a single pair, a constant view), all embeddings are zero, which is chance. Directions whose
/// variance is below rounding beside the largest variance count as constant.
///
/// The cost is that of an eigenvalue decomposition of as many rows or columns as a view has fewer of: a fraction of a
/// second for hundreds, about half a minute for two thousand, during which the fit does not hear that it should stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cca(LinearEmbedding);

impl Cca {
    /// The canonical correlations of the training rows, largest first.
    pub fn correlations(&self) -> &[f64] {
        &self.0.canonical.correlations
    }
}

impl Model for Cca {
    type Params = CcaParams;
    const CARD: ModelCard = ModelCard {
        name: "cca",
        summary: "Projects both views onto the directions in which matching rows correlate most.",
        source: "Hotelling, Relations between two sets of variates, Biometrika 28 (1936); in the form of Andrew et \
                 al., ICML 2013, section 2; k and ridge as in Zeng, Yu and Oyama, ACM TOMM 16(3) (2020).",
        tasks: &[TaskType::Retrieval],
        stochastic: false,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, CcaParams>) -> Result<Self, Error> {
        let pairs = Pairs::to_learn_from(fit.train, fit.task)?;
        let canonical = fit.params.directions(&pairs)?;
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
    use emospec_learn::testing::{
        PairData, assert_keeps_the_rules, fit, mean_rank, pair_task, predict,
    };

    #[test]
    fn the_rules_of_every_model_are_kept() {
        for (ridge, components) in [(1e-4, None), (0.0, None), (0.0, Some(1))] {
            let params = CcaParams {
                ridge,
                components,
                ..CcaParams::default()
            };
            assert_keeps_the_rules::<Cca>(&params, &pair_task(TaskType::Retrieval));
        }
    }

    #[test]
    fn the_partner_is_among_the_nearest() {
        let task = pair_task(TaskType::Retrieval);
        let (train, test) = (
            PairData::hidden(100, 6, false, 1),
            PairData::hidden(100, 6, false, 2),
        );
        let params = CcaParams {
            k: 2,
            ..CcaParams::default()
        };
        let model: Cca = fit(&params, &task, &train, None, 0).unwrap();
        let rank = mean_rank(&model, &test);
        assert!(rank < 0.03, "{rank}");
        assert!(model.correlations().iter().all(|&value| value > 0.97));
    }

    #[test]
    fn what_correlates_with_nothing_is_embedded_at_zero() {
        let task = pair_task(TaskType::Retrieval);
        let mut data = PairData::draw(8, 3, 1.0, 0);
        data.left.fill(2.5);
        let model: Cca = fit(&CcaParams::default(), &task, &data, None, 0).unwrap();
        assert_eq!(predict(&model, &data)["right"], (1, vec![0.0; 8]));
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        let params = |change: fn(&mut CcaParams)| {
            let mut params = CcaParams::default();
            change(&mut params);
            params
        };
        let data = PairData::draw(4, 3, 1.0, 0);
        for params in [
            params(|params| params.k = 0),
            params(|params| params.components = Some(0)),
            params(|params| params.ridge = -1.0),
            params(|params| params.ridge = f64::NAN),
        ] {
            let task = pair_task(TaskType::Retrieval);
            let outcome: Result<Cca, _> = fit(&params, &task, &data, None, 0);
            assert!(
                outcome
                    .unwrap_err()
                    .to_string()
                    .contains("must be at least")
            );
        }
    }
}
