//! Pairs that match or do not, made of rows that have two sides each. Pure: equal rows, settings and seed give equal pairs.
//!
//! A matched pair is a row with itself. A mismatched one has its first side from one row and its second from another,
//! of another class, not of a forbidden pair of classes, and not of the same group.

mod capacity;
mod error;
mod negatives;
mod scored;
mod swap;
#[cfg(test)]
mod tests;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use capacity::Allowed;
pub use error::PairingError;

use crate::spec::PairingKind;

/// Rows to be paired.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Number of rows.
    pub count: usize,
    /// The class of each row; empty for scored pairs.
    pub classes: &'a [i64],
    /// The class names.
    pub names: &'a [String],
    /// What scored pairs are compared by: one number a row in each.
    pub numbers: &'a [&'a [f64]],
    /// The group of each row; rows of one group are never mismatched. An empty one ties nothing.
    pub groups: Option<&'a [String]>,
}

/// How rows are paired.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How partners are found.
    pub kind: PairingKind,
    /// Pairs of classes too close for a mismatch.
    pub forbid: Vec<[usize; 2]>,
    /// The share of the pairs of a swap that are mismatched.
    pub balance: f64,
    /// Mismatched pairs for each matched one.
    pub negatives: usize,
    /// The distance at which a score has fallen to exp(-1/2).
    pub scale: f64,
    /// What the drawing starts from.
    pub seed: u64,
}

/// The rows that a pair takes its sides from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The row of the first side.
    pub first: usize,
    /// The row of the second side.
    pub second: usize,
    /// How well they fit: 1 and 0 where a pair matches or does not.
    pub score: f64,
}

impl Pair {
    fn of_one(row: usize) -> Self {
        Self {
            first: row,
            second: row,
            score: 1.0,
        }
    }

    fn mismatch(first: usize, second: usize) -> Self {
        Self {
            first,
            second,
            score: 0.0,
        }
    }
}

/// The pairs of rows: matched ones first, in the order of the rows.
///
/// # Errors
/// Where there are not as many partners as are asked for: it says of which rows.
pub fn pairs(rows: Rows<'_>, settings: &Settings) -> Result<Vec<Pair>, PairingError> {
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let every = || (0..rows.count).map(Pair::of_one);
    match settings.kind {
        PairingKind::OneToOne => Ok(every().collect()),
        PairingKind::Swap => swap::pairs(rows, settings, &mut random),
        PairingKind::RandomNegative => {
            let drawn = negatives::pairs(rows, settings, &mut random)?;
            Ok(every().chain(drawn).collect())
        }
        PairingKind::Scored => {
            let drawn = scored::pairs(rows, settings, &mut random)?;
            Ok(every().chain(drawn).collect())
        }
    }
}

impl Rows<'_> {
    fn class(&self, row: usize) -> usize {
        self.classes
            .get(row)
            .and_then(|&class| usize::try_from(class).ok())
            .unwrap_or(usize::MAX)
    }

    fn name(&self, class: usize) -> String {
        self.names
            .get(class)
            .map_or_else(|| class.to_string(), |name| format!("`{name}`"))
    }

    /// Whether two rows are pieces of one thing.
    fn share_a_group(&self, one: usize, other: usize) -> bool {
        self.groups.is_some_and(|groups| {
            let group = |row: usize| groups.get(row).filter(|group| !group.is_empty());
            group(one).is_some() && group(one) == group(other)
        })
    }
}
