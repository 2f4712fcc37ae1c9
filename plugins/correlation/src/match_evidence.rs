use emospec_sdk::prelude::*;
use nalgebra::{DMatrix, DVector};

use crate::class_evidence::ClassEvidence;
use crate::columns::class_ids;
use crate::correspondence::Correspondence;
use crate::evidence_params::EvidenceParams;
use crate::pairs::matched;
use crate::view_posterior::ViewPosterior;

/// Weighs what two views say of whether they match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchEvidence {
    /// The target that says whether they do.
    pub target: String,
    classes: ClassEvidence,
    correspondence: Option<Correspondence>,
    /// What a standard deviation of the correspondence adds to the log odds.
    weight: f64,
}

impl MatchEvidence {
    /// Counts classes, and learns how matched rows correspond.
    ///
    /// # Errors
    /// Where a column does not suit, a ridge is too small, or the engine asked to stop.
    pub fn fit(fit: &Fit<'_, EvidenceParams>, sides: &[ViewPosterior; 2]) -> Result<Self, Error> {
        let [first, second] = sides;
        let matched = matched(fit.train, fit.task)?;
        let classes = [
            class_ids(fit.train, fit.task, &first.auxiliary)?,
            class_ids(fit.train, fit.task, &second.auxiliary)?,
        ];
        let weight = fit.params.correspondence;
        let correspondence = if weight > 0.0 {
            let of = |side: &ViewPosterior| -> Result<_, Error> {
                let mut rows = side.inputs(fit.train)?.select_columns(&matched);
                for mut row in rows.column_iter_mut() {
                    let standardised = side.standardised(&row.as_view());
                    row.copy_from(&standardised);
                }
                Ok(rows)
            };
            Correspondence::fit([of(first)?, of(second)?], fit.params.ridge, fit.run)?
        } else {
            None
        };
        Ok(Self {
            target: fit.task.target.clone(),
            classes: ClassEvidence::count([&classes[0], &classes[1]], first.class_count),
            correspondence,
            weight,
        })
    }

    /// For each row the probabilities that its views do not and do match.
    pub fn probabilities(
        &self,
        sides: &[ViewPosterior; 2],
        inputs: &[DMatrix<f64>; 2],
        posteriors: &[Vec<DVector<f64>>; 2],
    ) -> Vec<DVector<f64>> {
        let rows = posteriors[0].iter().zip(&posteriors[1]).enumerate();
        rows.map(|(row, (first, second))| {
            let mut log_odds = self.classes.log_bayes_factor(first, second);
            if let Some(correspondence) = &self.correspondence {
                let first = sides[0].standardised(&inputs[0].column(row));
                let second = sides[1].standardised(&inputs[1].column(row));
                log_odds += self.weight * correspondence.of(&first.as_view(), &second.as_view());
            }
            DVector::from_vec(vec![logistic(-log_odds), logistic(log_odds)])
        })
        .collect()
    }
}

/// `1 / (1 + exp(-log_odds))`.
fn logistic(log_odds: f64) -> f64 {
    (1.0 + (-log_odds).exp()).recip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinite_log_odds_are_certainty() {
        let all = [f64::NEG_INFINITY, 0.0, f64::INFINITY].map(logistic);
        assert!(
            all.iter()
                .zip([0.0, 0.5, 1.0])
                .all(|(got, expected)| (got - expected).abs() < 1e-15)
        );
    }
}
