use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::cli::session::Prepared;
use crate::execute::Outcome;
use crate::files::Digest;
use crate::page::{Failures, Troubles};
use crate::results::FailedTrial;

impl Prepared {
    /// How many trials have no results.
    pub(super) fn without_results(&self, outcomes: &BTreeMap<Digest, Outcome>) -> usize {
        let trials = self.plan.trials.iter();
        let is_done = |digest| matches!(outcomes.get(digest), Some(Outcome::Done(_)));
        trials.filter(|planned| !is_done(&planned.digest)).count()
    }

    /// The trials that failed, each fingerprint once.
    pub(in crate::cli) fn failures(
        &self,
        outcomes: &BTreeMap<Digest, Outcome>,
    ) -> Vec<FailedTrial> {
        let mut failures: IndexMap<&Digest, FailedTrial> = IndexMap::new();
        for planned in &self.plan.trials {
            if let Some(Outcome::Failed(failure)) = outcomes.get(&planned.digest) {
                failures
                    .entry(&planned.digest)
                    .or_insert_with(|| FailedTrial {
                        trial: planned.trial.to_string(),
                        fingerprint: planned.digest.clone(),
                        message: failure.message.clone(),
                        last_words: failure.last_words.clone(),
                    });
            }
        }
        failures.into_values().collect()
    }

    /// The trials without results: those that failed by what they have in common, and those that were not run.
    pub(super) fn troubles(&self, outcomes: &BTreeMap<Digest, Outcome>) -> Troubles {
        let mut failed: IndexMap<(&str, &[String]), Vec<String>> = IndexMap::new();
        let mut not_run = Vec::new();
        for planned in &self.plan.trials {
            let trial = planned.trial.to_string();
            match outcomes.get(&planned.digest) {
                Some(Outcome::Done(_)) => {}
                Some(Outcome::Failed(failure)) => {
                    let key = (cause(&failure.message), failure.last_words.as_slice());
                    failed.entry(key).or_default().push(trial);
                }
                Some(Outcome::NotRun) | None => not_run.push(trial),
            }
        }
        let failed = failed.into_iter();
        let failed = failed.map(|((cause, last_words), trials)| Failures {
            cause: cause.to_owned(),
            last_words: last_words.to_vec(),
            trials,
        });
        Troubles {
            failed: failed.collect(),
            not_run,
        }
    }
}

/// A message without the model, plugin and seed that it begins with: what failures may have in common.
fn cause(message: &str) -> &str {
    message
        .split_once("): ")
        .map_or(message, |(_, cause)| cause)
}

#[cfg(test)]
mod tests {
    use super::cause;

    #[test]
    fn failures_of_several_seeds_have_one_cause() {
        assert_eq!(cause("net (plugin `n`, seed 3): no: (a): b"), "no: (a): b");
        assert_eq!(cause("its worker ended"), "its worker ended");
    }
}
