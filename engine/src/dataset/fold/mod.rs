//! Folds of cross-validation: which rows train, validate and test in each. Pure.
//!
//! Rows that share a group are one *block*, and blocks are dealt whole (see [`blocks`]); a block goes to the fold that
//! its classes fit best (see [`deal`]). The same happens once more inside the rows a fold trains on, for inner folds and
//! for the rows that choose when to stop.

mod blocks;
mod deal;
mod error;
mod part_rows;

use serde::{Deserialize, Serialize};

pub use blocks::blocks;
use deal::{Dealing, deal, equal};
pub use error::FoldError;
pub use part_rows::{PartRows, rows_of_parts, whole_parts};

/// How rows are dealt to folds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoldSettings {
    /// Number of folds, at least 2.
    pub folds: u32,
    /// Number of folds inside the rows of each that train.
    pub inner: Option<u32>,
    /// The share of the training rows that is kept apart to choose when to stop.
    pub validation: Option<f64>,
    /// What decides among equals.
    pub seed: u64,
}

/// The rows of one fold, in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FoldOf<R> {
    /// Trained on.
    pub train: R,
    /// Choose when to stop.
    pub validation: Option<R>,
    /// Reported on.
    pub test: R,
}

impl<R> FoldOf<R> {
    /// The same fold with its rows told otherwise.
    pub fn map<S>(self, mut tell: impl FnMut(R) -> S) -> FoldOf<S> {
        FoldOf {
            train: tell(self.train),
            validation: self.validation.map(&mut tell),
            test: tell(self.test),
        }
    }
}

/// A fold, and the folds inside the rows it trains on (its validation rows among them).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NestedFold<R> {
    /// The fold.
    pub outer: FoldOf<R>,
    /// The folds inside.
    pub inner: Vec<FoldOf<R>>,
}

/// Deals `rows` rows to folds. `groups`: columns of one text a row; rows that share a value, in whichever of the columns,
/// stay together. `classes`: one class a row, of which each fold gets its share.
///
/// # Errors
/// Where there are fewer groups than folds.
pub fn folds(
    rows: usize,
    groups: &[&[String]],
    classes: Option<&[i64]>,
    settings: FoldSettings,
) -> Result<Vec<NestedFold<Vec<usize>>>, FoldError> {
    let dealing = Dealing {
        blocks: blocks(rows, groups),
        classes: classes.map_or_else(|| vec![0; rows], <[i64]>::to_vec),
    };
    let every: Vec<usize> = (0..dealing.blocks.len()).collect();
    let outer = deal(&dealing, &every, &equal(settings.folds), settings.seed)?;
    let folds = (0..settings.folds).map(|fold| {
        let training = dealing.others(&outer, fold);
        let seed = settings.seed.wrapping_add(u64::from(fold) + 1);
        let inner = match settings.inner {
            None => Vec::new(),
            Some(count) => {
                let dealt = deal(&dealing, &training, &equal(count), seed)
                    .map_err(|error| inside(error, "inner folds"))?;
                let folds = (0..count).map(|inner| {
                    let seed = seed.wrapping_add((u64::from(inner) + 1) << 32);
                    let rest = dealing.others(&dealt, inner);
                    dealing.fold(&rest, dealing.chosen(&dealt, inner), settings, seed)
                });
                folds.collect::<Result<_, _>>()?
            }
        };
        let test = dealing.chosen(&outer, fold);
        Ok(NestedFold {
            outer: dealing.fold(&training, test, settings, seed)?,
            inner,
        })
    });
    folds.collect()
}

/// Deals `rows` rows to sides that get those shares of them and of every class, whole groups at a time: the rows of each, in
/// ascending order.
///
/// # Errors
/// Where there are fewer groups than sides.
pub fn divide(
    rows: usize,
    groups: &[&[String]],
    classes: Option<&[i64]>,
    shares: &[f64],
    seed: u64,
) -> Result<Vec<Vec<usize>>, FoldError> {
    let dealing = Dealing {
        blocks: blocks(rows, groups),
        classes: classes.map_or_else(|| vec![0; rows], <[i64]>::to_vec),
    };
    let every: Vec<usize> = (0..dealing.blocks.len()).collect();
    let dealt = deal(&dealing, &every, shares, seed).map_err(|error| FoldError {
        what: "parts",
        ..error
    })?;
    let sides = 0..u32::try_from(shares.len()).unwrap_or(u32::MAX);
    Ok(sides.map(|side| dealing.chosen(&dealt, side)).collect())
}

fn inside(error: FoldError, what: &'static str) -> FoldError {
    FoldError {
        place: "that a fold trains on",
        what,
        ..error
    }
}

impl Dealing {
    /// A fold that trains on those blocks, but for the validation rows, and reports on those rows.
    fn fold(
        &self,
        training: &[usize],
        test: Vec<usize>,
        settings: FoldSettings,
        seed: u64,
    ) -> Result<FoldOf<Vec<usize>>, FoldError> {
        let Some(share) = settings.validation else {
            return Ok(FoldOf {
                train: self.rows(training),
                validation: None,
                test,
            });
        };
        let dealt = deal(self, training, &[share, 1.0 - share], seed ^ u64::MAX)
            .map_err(|error| inside(error, "sides, training and validation"))?;
        Ok(FoldOf {
            train: self.rows(&self.others(&dealt, 0)),
            validation: Some(self.chosen(&dealt, 0)),
            test,
        })
    }
}

#[cfg(test)]
mod tests;
