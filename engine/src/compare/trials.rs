use std::collections::BTreeMap;

use serde::Serialize;

use super::found::found;
use super::question::Tally;
use super::{Found, Question, Test, Untested};
use crate::score::Missing;
use crate::statistics::{
    Flipping, Interval, TTest, corrected_resampled_t, differences, hedges_g, paired_t,
    rank_biserial, sign_flip, wilcoxon,
};

/// The power that the smallest difference shown is told for.
const POWER: f64 = 0.8;

/// Flips of signs looked at: all of them up to 16 seeds.
const FLIPPING: Flipping = Flipping {
    most: 99_999,
    seed: 0,
};

/// The scores of both models in one fold with one seed.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedTrial {
    /// The fold of the split.
    pub fold: u32,
    /// The seed.
    pub seed: u64,
    /// The score of the first model.
    pub first: Result<f64, Missing>,
    /// The score of the second model.
    pub second: Result<f64, Missing>,
}

/// What differences are taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// Folds, each the mean of its seeds.
    Folds,
    /// Seeds.
    Seeds,
    /// Nothing: there is one trial of each model, or seeds change nothing.
    Nothing,
}

/// Mean and sample standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// With `n - 1`; none of one value.
    pub std: Option<f64>,
}

/// Two models compared over trials. Differences are first minus second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialComparison {
    /// What differences are taken over.
    pub over: Over,
    /// The number of folds.
    pub folds: usize,
    /// The number of seeds.
    pub seeds: usize,
    /// The first model over all trials.
    pub first: Spread,
    /// The second model over all trials.
    pub second: Spread,
    /// The mean difference.
    pub difference: f64,
    /// Its interval, by the t test.
    #[serde(serialize_with = "found")]
    pub interval: Found<Interval>,
    /// Over how many folds or seeds the first is better.
    pub tally: Tally,
    /// The tests that fit, the main one first; none where there is nothing to take differences over.
    pub tests: Vec<Tested>,
    /// Hedges' g of the differences.
    #[serde(serialize_with = "found")]
    pub hedges_g: Found<f64>,
    /// The matched-pairs rank biserial correlation.
    #[serde(serialize_with = "found")]
    pub rank_biserial: Found<f64>,
    /// The smallest mean difference that the main test shows with power 0.8.
    #[serde(serialize_with = "found")]
    pub least_difference: Found<f64>,
}

/// What a test found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tested {
    /// The test.
    pub test: Test,
    /// Its p, not adjusted.
    #[serde(serialize_with = "found")]
    pub p: Found<f64>,
}

impl TrialComparison {
    /// `names` are those of the models; `test_share` is how many rows a fold tests for each that it trains on.
    pub(super) fn of(
        question: &Question,
        trials: &[PairedTrial],
        names: [&str; 2],
        test_share: f64,
        alpha: f64,
    ) -> Found<Self> {
        let first = values(trials, names[0], |trial| &trial.first)?;
        let second = values(trials, names[1], |trial| &trial.second)?;
        let differences = differences(&first, &second)?;
        let mut folds: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for (trial, difference) in trials.iter().zip(&differences) {
            folds.entry(trial.fold).or_default().push(*difference);
        }
        let seeds = folds.values().map(Vec::len).max().unwrap_or(0);
        let (over, units) = if folds.len() > 1 {
            (Over::Folds, folds.values().map(|fold| mean(fold)).collect())
        } else if seeds > 1 && !(is_constant(&first) && is_constant(&second)) {
            (Over::Seeds, differences.clone())
        } else {
            (Over::Nothing, differences.clone())
        };
        let t = main_test(over, &units, seeds, test_share);
        Ok(Self {
            over,
            folds: folds.len(),
            seeds,
            first: spread(&first),
            second: spread(&second),
            difference: mean(&differences),
            interval: t.clone().and_then(|t| Ok(t.interval(1.0 - alpha)?)),
            tally: question.tally(&units),
            hedges_g: t.clone().and_then(|_| Ok(hedges_g(&units)?)),
            rank_biserial: t.clone().and_then(|_| Ok(rank_biserial(&units)?)),
            least_difference: t
                .clone()
                .and_then(|t| Ok(t.least_difference(alpha, POWER)?)),
            tests: tests(over, t, &units),
        })
    }
}

fn main_test(over: Over, units: &[f64], seeds: usize, test_share: f64) -> Found<TTest> {
    match over {
        Over::Folds => Ok(corrected_resampled_t(units, test_share)?),
        Over::Seeds => Ok(paired_t(units)?),
        Over::Nothing if seeds > 1 => Err(Untested::SeedsChangeNothing),
        Over::Nothing => Err(Untested::OneTrial),
    }
}

/// Folds share training rows, so that tests which take differences to be independent would claim too much.
fn tests(over: Over, t: Found<TTest>, units: &[f64]) -> Vec<Tested> {
    let p = t.map(|t| t.p);
    match over {
        Over::Nothing => Vec::new(),
        Over::Folds => vec![Tested {
            test: Test::CorrectedT,
            p,
        }],
        Over::Seeds => vec![
            Tested {
                test: Test::PairedT,
                p,
            },
            Tested {
                test: Test::Wilcoxon,
                p: wilcoxon(units).map(|it| it.p).map_err(Untested::from),
            },
            Tested {
                test: Test::Permutation,
                p: sign_flip(units, &FLIPPING)
                    .map(|it| it.p)
                    .map_err(Untested::from),
            },
        ],
    }
}

/// The scores of one model.
fn values(
    trials: &[PairedTrial],
    model: &str,
    of: impl Fn(&PairedTrial) -> &Result<f64, Missing>,
) -> Found<Vec<f64>> {
    let all = trials.iter().map(|trial| of(trial).clone());
    let (values, missing): (Vec<_>, Vec<_>) = all.partition(Result::is_ok);
    let missing: Vec<Missing> = missing.into_iter().filter_map(Result::err).collect();
    match missing.first() {
        Some(reason) => Err(Untested::Missing {
            model: model.to_owned(),
            missing: missing.len(),
            trials: trials.len(),
            reason: reason.to_string(),
        }),
        None => Ok(values.into_iter().flatten().collect()),
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn spread(values: &[f64]) -> Spread {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let std = (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt());
    Spread { mean, std }
}

#[expect(clippy::float_cmp, reason = "the same predictions give the same bits")]
fn is_constant(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::examples::{accuracy, over_folds, over_seeds};

    fn of(trials: &[PairedTrial]) -> Found<TrialComparison> {
        TrialComparison::of(&accuracy(), trials, ["one", "two"], 0.25, 0.05)
    }

    #[test]
    fn seeds_of_one_fold_are_tested_by_paired_tests() {
        let found = of(&over_seeds(
            &[0.80, 0.82, 0.79, 0.85, 0.81],
            &[0.75, 0.78, 0.80, 0.77, 0.76],
        ))
        .unwrap();
        assert_eq!((found.over, found.seeds, found.folds), (Over::Seeds, 5, 1));
        let tests: Vec<Test> = found.tests.iter().map(|it| it.test).collect();
        assert_eq!(tests, [Test::PairedT, Test::Wilcoxon, Test::Permutation]);
        assert_eq!((found.tally.wins, found.tally.losses), (4, 1));
        assert!((found.difference - 0.042).abs() < 1e-12);
        // scipy.stats.ttest_rel of SciPy 1.17.1.
        let p = found.tests[0].p.clone().unwrap();
        assert!((p - 0.045_420_032_674_553_8).abs() < 1e-9, "{p}");
    }

    #[test]
    fn folds_are_tested_by_the_corrected_test_alone_each_the_mean_of_its_seeds() {
        let trials = over_folds(
            &[[0.8, 0.9], [0.7, 0.8], [0.9, 0.9]],
            &[[0.7, 0.8], [0.7, 0.7], [0.7, 0.8]],
        );
        let found = of(&trials).unwrap();
        assert_eq!((found.over, found.folds, found.seeds), (Over::Folds, 3, 2));
        assert_eq!(found.tests.len(), 1);
        let expected = corrected_resampled_t(&[0.1, 0.05, 0.15], 0.25).unwrap().p;
        assert!((found.tests[0].p.clone().unwrap() - expected).abs() < 1e-9);
    }

    #[test]
    fn one_trial_and_seeds_that_change_nothing_are_told_apart() {
        let one = of(&over_seeds(&[0.8], &[0.7])).unwrap();
        assert_eq!(one.interval, Err(Untested::OneTrial));
        assert!(one.tests.is_empty());
        let same = of(&over_seeds(&[0.8; 3], &[0.7; 3])).unwrap();
        assert_eq!(same.over, Over::Nothing);
        assert_eq!(same.interval, Err(Untested::SeedsChangeNothing));
    }

    #[test]
    fn a_model_that_failed_somewhere_is_not_compared_on_the_rest() {
        let mut trials = over_seeds(&[0.8, 0.9], &[0.7, 0.6]);
        trials[1].second = Err(Missing::Failed("out of memory".to_owned()));
        let why = of(&trials).unwrap_err().to_string();
        assert_eq!(
            why,
            "1 of 2 trials of `two` have no value (failed: out of memory)"
        );
    }
}
