//! Trials and items that tests compare.

use super::{PairedTrial, Question};
use crate::metric::Item;

/// A metric of which more is better.
pub(super) fn accuracy() -> Question {
    Question {
        dataset: "data".into(),
        task: "pairing".into(),
        split: "official".into(),
        query: None,
        metric: "accuracy".into(),
        higher_is_better: true,
        is_fraction: true,
    }
}

/// A metric of which less is better.
pub(super) fn mse() -> Question {
    Question {
        metric: "mse".into(),
        higher_is_better: false,
        is_fraction: false,
        ..accuracy()
    }
}

/// Trials of one fold.
pub(super) fn over_seeds(first: &[f64], second: &[f64]) -> Vec<PairedTrial> {
    let pairs = (0..).zip(first.iter().zip(second));
    let trial = |(seed, (one, two)): (u64, (&f64, &f64))| PairedTrial {
        fold: 0,
        seed,
        first: Ok(*one),
        second: Ok(*two),
    };
    pairs.map(trial).collect()
}

/// Trials of several folds with two seeds.
pub(super) fn over_folds(first: &[[f64; 2]], second: &[[f64; 2]]) -> Vec<PairedTrial> {
    let folds = (0..).zip(first.iter().zip(second));
    let of_fold = |(fold, (one, two)): (u32, (&[f64; 2], &[f64; 2]))| {
        let trials = over_seeds(one, two).into_iter();
        trials
            .map(|trial| PairedTrial { fold, ..trial })
            .collect::<Vec<_>>()
    };
    folds.flat_map(of_fold).collect()
}

/// Items of the rows from 0 on.
pub(super) fn items(values: &[f64]) -> Vec<Item> {
    let rows = values.iter().enumerate();
    rows.map(|(row, &value)| Item { row, value }).collect()
}
