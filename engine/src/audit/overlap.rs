//! What occurs on two sides of a split.

use std::collections::BTreeSet;

use super::{Finding, Side, Subject};
use crate::spec::Name;

/// Which values are the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// Equal values of any of the columns.
    Joint,
    /// Equal values of the same column.
    PerColumn,
}

/// Rows that share a value of a column with another side: test rows with train or validation, and validation rows
/// with train. `keys` gives the values of a column in the rows of a side; a row without one shares none.
pub(super) fn overlaps<'a, K: Ord>(
    subject: &Subject<'a>,
    columns: &[&'a Name],
    space: Space,
    what: &str,
    keys: impl Fn(&Side<'a>, &Name) -> Vec<Option<K>>,
) -> Vec<Finding> {
    let of = |side: &Side<'a>| Keys {
        by_column: columns.iter().map(|column| keys(side, column)).collect(),
        rows: side.rows(),
    };
    let train = of(&subject.train);
    let validation = subject.validation.as_ref().map(of);
    let test = of(&subject.test);
    let sides = [
        Some(("train", &train)),
        validation.as_ref().map(|keys| ("validation", keys)),
    ];
    let learnt: Vec<_> = sides.into_iter().flatten().collect();
    let mut compared = vec![("test", &test, learnt.as_slice())];
    if let Some(validation) = &validation {
        compared.push(("validation", validation, &learnt[..1]));
    }
    compared
        .into_iter()
        .filter_map(|(word, keys, others)| {
            let shared = Shared::of(keys, others, space);
            (shared.rows > 0).then(|| Finding {
                sentence: shared.sentence(word, keys.rows, what, columns),
                count: shared.rows,
                of: keys.rows,
                columns: Vec::new(),
            })
        })
        .collect()
}

/// The values of some columns in the rows of a side.
pub(super) struct Keys<K> {
    /// A value for each row, by column.
    pub by_column: Vec<Vec<Option<K>>>,
    /// Number of rows.
    pub rows: usize,
}

/// Rows that share a value.
pub(super) struct Shared {
    /// Rows that share one in any column.
    pub rows: usize,
    /// Rows that share one, by column.
    pub by_column: Vec<usize>,
    /// The sides that any of them shares it with.
    with: Vec<&'static str>,
}

impl Shared {
    pub fn of<K: Ord>(keys: &Keys<K>, others: &[(&'static str, &Keys<K>)], space: Space) -> Self {
        let mut is_shared = vec![vec![false; keys.rows]; keys.by_column.len()];
        let mut with = Vec::new();
        for (word, other) in others {
            let known: Vec<BTreeSet<&K>> = match space {
                Space::Joint => {
                    let all: BTreeSet<&K> = other.by_column.iter().flatten().flatten().collect();
                    vec![all; keys.by_column.len()]
                }
                Space::PerColumn => {
                    let columns = other.by_column.iter();
                    columns
                        .map(|column| column.iter().flatten().collect())
                        .collect()
                }
            };
            let mut any = false;
            for ((values, known), marks) in keys.by_column.iter().zip(&known).zip(&mut is_shared) {
                for (value, mark) in values.iter().zip(marks) {
                    let shares = value.as_ref().is_some_and(|value| known.contains(value));
                    *mark |= shares;
                    any |= shares;
                }
            }
            if any {
                with.push(*word);
            }
        }
        let in_any = (0..keys.rows).filter(|&row| is_shared.iter().any(|marks| marks[row]));
        let count = |marks: &Vec<bool>| marks.iter().filter(|mark| **mark).count();
        Self {
            rows: in_any.count(),
            by_column: is_shared.iter().map(count).collect(),
            with,
        }
    }

    fn sentence(&self, side: &str, of: usize, what: &str, columns: &[&Name]) -> String {
        let names = columns.iter().zip(&self.by_column);
        let by: Vec<String> = match columns {
            [one] => vec![one.to_string()],
            _ => names
                .map(|(name, count)| format!("{name} {count}"))
                .collect(),
        };
        format!(
            "{} of {of} {side} rows share {what} ({}) with {}",
            self.rows,
            by.join(", "),
            self.with.join(" or ")
        )
    }
}
