use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::found::found;
use super::question::Tally;
use super::{Found, Question, Untested};
use crate::metric::Item;
use crate::statistics::{
    Flipping, Interval, McNemar, Resampling, SignFlip, differences, mcnemar_exact, mean_bootstrap,
    mean_bootstrap_of_groups, sign_flip, sign_flip_of_groups,
};

/// Draws of a test or an interval over items.
const DRAWS: usize = 9_999;

/// The values of both models on the items of one trial each.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialItems {
    /// The fold of the split.
    pub fold: u32,
    /// The values of the first model.
    pub first: Vec<Item>,
    /// The values of the second model, on the same rows.
    pub second: Vec<Item>,
}

/// The items of all folds, each with its mean over seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPairs {
    first: Vec<f64>,
    second: Vec<f64>,
    /// The group of each item, where items come in groups.
    groups: Option<Vec<usize>>,
    /// Whether every value of a trial is 0 or 1.
    is_binary: bool,
}

/// The values of one item summed over trials.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    first: f64,
    second: f64,
    trials: usize,
}

impl ItemPairs {
    /// The items of trials of several seeds and folds. `groups` names, for each fold, the group of each of its rows.
    ///
    /// # Errors
    /// Trials whose models did not predict the same rows, or a row without a group.
    pub fn of(trials: &[TrialItems], groups: Option<&BTreeMap<u32, Vec<usize>>>) -> Found<Self> {
        let mut sums: BTreeMap<(u32, usize), Sums> = BTreeMap::new();
        let mut is_binary = true;
        for trial in trials {
            if trial.first.len() != trial.second.len() {
                return Err(Untested::OtherRows);
            }
            for (one, two) in trial.first.iter().zip(&trial.second) {
                if one.row != two.row {
                    return Err(Untested::OtherRows);
                }
                let sum = sums.entry((trial.fold, one.row)).or_default();
                sum.first += one.value;
                sum.second += two.value;
                sum.trials += 1;
                is_binary &= is_0_or_1(one.value) && is_0_or_1(two.value);
            }
        }
        let groups = groups.map(|groups| {
            let of_row = |(fold, row): &(u32, usize)| groups.get(fold)?.get(*row).copied();
            sums.keys().map(of_row).collect::<Option<Vec<_>>>()
        });
        let groups = match groups {
            Some(None) => return Err(Untested::OtherRows),
            Some(Some(groups)) => Some(groups),
            None => None,
        };
        let mean = |sum: f64, trials: usize| sum / trials as f64;
        let (first, second) = sums
            .values()
            .map(|it| (mean(it.first, it.trials), mean(it.second, it.trials)))
            .unzip();
        Ok(Self {
            first,
            second,
            groups,
            is_binary,
        })
    }
}

#[expect(clippy::float_cmp, reason = "only whole values are 0 or 1")]
fn is_0_or_1(value: f64) -> bool {
    value == 0.0 || value == 1.0
}

/// Two models compared over items. Differences are first minus second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemComparison {
    /// The number of items.
    pub items: usize,
    /// The number of groups they come in, where they do; what follows then takes groups whole.
    pub groups: Option<usize>,
    /// The mean of the first model.
    pub first: f64,
    /// The mean of the second model.
    pub second: f64,
    /// The mean difference.
    pub difference: f64,
    /// Its bootstrap interval.
    #[serde(serialize_with = "found")]
    pub interval: Found<Interval>,
    /// On how many items the first is better.
    pub tally: Tally,
    /// The sign-flip permutation test.
    #[serde(serialize_with = "found")]
    pub permutation: Found<SignFlip>,
    /// `McNemar`'s test of majorities over seeds.
    #[serde(serialize_with = "found")]
    pub mcnemar: Found<McNemar>,
}

impl ItemComparison {
    pub(super) fn of(question: &Question, pairs: &ItemPairs, alpha: f64) -> Found<Self> {
        let differences = differences(&pairs.first, &pairs.second)?;
        let resampling = Resampling {
            resamples: DRAWS,
            level: 1.0 - alpha,
            seed: 0,
        };
        let flipping = Flipping {
            most: DRAWS,
            seed: 0,
        };
        let count = differences.len() as f64;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
        let (interval, permutation) = match &pairs.groups {
            Some(groups) => (
                mean_bootstrap_of_groups(&differences, groups, &resampling),
                sign_flip_of_groups(&differences, groups, &flipping),
            ),
            None => (
                mean_bootstrap(&differences, &resampling),
                sign_flip(&differences, &flipping),
            ),
        };
        let groups = pairs.groups.as_ref();
        Ok(Self {
            items: differences.len(),
            groups: groups.map(|groups| groups.iter().collect::<BTreeSet<_>>().len()),
            first: mean(&pairs.first),
            second: mean(&pairs.second),
            difference: mean(&differences),
            interval: interval.map_err(Untested::from),
            tally: question.tally(&differences),
            permutation: permutation.map_err(Untested::from),
            mcnemar: pairs.mcnemar(),
        })
    }
}

impl ItemPairs {
    /// An item is right where more than half of the seeds get it right; where exactly half do, it counts for neither side.
    fn mcnemar(&self) -> Found<McNemar> {
        if !self.is_binary {
            return Err(Untested::Unfit("the values of items are not 0 or 1"));
        }
        if self.groups.is_some() {
            return Err(Untested::Grouped);
        }
        let alone = |right: &[f64], wrong: &[f64]| {
            let pairs = right.iter().zip(wrong);
            pairs
                .filter(|(one, two)| **one > 0.5 && **two < 0.5)
                .count() as u64
        };
        let first = alone(&self.first, &self.second);
        let second = alone(&self.second, &self.first);
        Ok(mcnemar_exact(first, second)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::examples::{accuracy, items};

    fn trial(fold: u32, first: &[f64], second: &[f64]) -> TrialItems {
        TrialItems {
            fold,
            first: items(first),
            second: items(second),
        }
    }

    #[test]
    fn items_are_averaged_over_seeds_and_put_together_over_folds() {
        let pairs = ItemPairs::of(
            &[
                trial(0, &[1.0, 1.0], &[0.0, 1.0]),
                trial(0, &[1.0, 0.0], &[0.0, 1.0]),
                trial(1, &[1.0], &[0.0]),
                trial(1, &[1.0], &[1.0]),
            ],
            None,
        )
        .unwrap();
        let found = ItemComparison::of(&accuracy(), &pairs, 0.05).unwrap();
        assert_eq!(found.items, 3);
        assert!((found.first - 2.5 / 3.0).abs() < 1e-12);
        assert!((found.second - 0.5).abs() < 1e-12);
        // Row 0 of fold 0 is won in both seeds; the others are undecided on one side.
        let mcnemar = found.mcnemar.unwrap();
        assert_eq!((mcnemar.first_alone, mcnemar.second_alone), (1, 0));
    }

    #[test]
    fn items_of_groups_are_taken_whole() {
        let pairs = |groups: Option<&BTreeMap<u32, Vec<usize>>>| {
            let first = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0];
            ItemPairs::of(&[trial(0, &first, &[0.0; 8])], groups).unwrap()
        };
        let of = |pairs| ItemComparison::of(&accuracy(), &pairs, 0.05).unwrap();
        let apart = of(pairs(None));
        let groups = BTreeMap::from([(0, vec![0, 0, 0, 0, 1, 1, 1, 1])]);
        let whole = of(pairs(Some(&groups)));
        assert_eq!((apart.groups, whole.groups), (None, Some(2)));
        assert!(apart.permutation.unwrap().p < 0.02);
        assert!((whole.permutation.unwrap().p - 0.5).abs() < 1e-12);
        assert_eq!(whole.mcnemar, Err(Untested::Grouped));
    }

    #[test]
    fn other_rows_are_refused() {
        let uneven = trial(0, &[1.0, 1.0], &[0.0]);
        assert_eq!(ItemPairs::of(&[uneven], None), Err(Untested::OtherRows));
        let groups = BTreeMap::from([(0, vec![0])]);
        let ungrouped = trial(0, &[1.0, 1.0], &[0.0, 1.0]);
        assert_eq!(
            ItemPairs::of(&[ungrouped], Some(&groups)),
            Err(Untested::OtherRows)
        );
    }

    #[test]
    fn values_that_are_shares_have_no_mcnemar() {
        let pairs = ItemPairs::of(&[trial(0, &[0.5, 1.0], &[0.0, 0.0])], None).unwrap();
        let found = ItemComparison::of(&accuracy(), &pairs, 0.05).unwrap();
        assert!(matches!(found.mcnemar, Err(Untested::Unfit(_))));
    }
}
