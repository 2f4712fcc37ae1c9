use serde::Serialize;

use super::found::found;
use super::{
    Found, ItemComparison, ItemPairs, Over, PairedTrial, Question, Test, TrialComparison, Untested,
};

/// What is known of two models on one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The question.
    pub question: Question,
    /// The trials of both, paired by fold and seed.
    pub trials: Vec<PairedTrial>,
    /// Rows that a fold tests for each that it trains on; only read where there are several folds.
    pub test_share: f64,
    /// The items of both, or why there are none.
    pub items: Found<ItemPairs>,
}

/// Two models compared on one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The question.
    #[serde(flatten)]
    pub question: Question,
    /// Over trials.
    #[serde(serialize_with = "found")]
    pub trials: Found<TrialComparison>,
    /// Over items.
    #[serde(serialize_with = "found")]
    pub items: Found<ItemComparison>,
}

/// Compares two models, told by their names. `alpha` is the level of tests, and intervals are at `1 - alpha`.
pub fn compare(evidence: &Evidence, names: [&str; 2], alpha: f64) -> Comparison {
    let question = &evidence.question;
    let trials = &evidence.trials;
    let items = evidence.items.as_ref().map_err(Clone::clone);
    Comparison {
        question: question.clone(),
        trials: TrialComparison::of(question, trials, names, evidence.test_share, alpha),
        items: items.and_then(|pairs| ItemComparison::of(question, pairs, alpha)),
    }
}

impl Comparison {
    /// The test that fits the design: over folds or seeds where there are several, else over items.
    ///
    /// # Errors
    /// Why trials cannot be compared.
    pub(super) fn fitting_test(&self) -> Found<Test> {
        let trials = self.trials.as_ref().map_err(Clone::clone)?;
        Ok(match trials.over {
            Over::Folds => Test::CorrectedT,
            Over::Seeds => Test::PairedT,
            Over::Nothing => Test::ItemPermutation,
        })
    }

    /// The p of a test.
    ///
    /// # Errors
    /// Why it has none.
    pub(super) fn p(&self, test: Test) -> Found<f64> {
        match test {
            Test::ItemPermutation => Ok(self.of_items()?.permutation.clone()?.p),
            Test::Mcnemar => Ok(self.of_items()?.mcnemar.clone()?.p),
            _ => {
                let trials = self.trials.as_ref().map_err(Clone::clone)?;
                let tested = trials.tests.iter().find(|tested| tested.test == test);
                match (tested, trials.over) {
                    (Some(tested), _) => tested.p.clone(),
                    (None, Over::Folds) => Err(Untested::Unfit(
                        "folds share training rows, which it does not allow for",
                    )),
                    (None, Over::Seeds) => Err(Untested::Unfit("there is one fold")),
                    (None, Over::Nothing) => {
                        Err(trials.interval.clone().err().unwrap_or(Untested::OneTrial))
                    }
                }
            }
        }
    }

    fn of_items(&self) -> Found<&ItemComparison> {
        self.items.as_ref().map_err(Clone::clone)
    }
}
