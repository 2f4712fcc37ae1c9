use std::collections::BTreeMap;

use super::arrange::{Arrangement, Key};
use super::{Labels, Printed, Rank, Row};
use crate::metric::Direction;
use crate::spec::{Dimension, Name, TableSpec};

/// Ranks each model among the models with a value under otherwise equal headings: the cells of a column, unless rows
/// also differ in, say, the dataset. Numbers that print alike rank alike; where all print alike, none stands out.
pub(super) fn rank(
    spec: &TableSpec,
    arrangement: &Arrangement<'_>,
    metrics: &BTreeMap<(usize, usize), &Name>,
    labels: &Labels,
    rows: &mut [Row],
) {
    for places in comparisons(spec, arrangement, metrics).values() {
        let Some(label) = places
            .first()
            .and_then(|place| labels.metrics.get(*metrics.get(place)?))
        else {
            continue;
        };
        let mut printed: Vec<(f64, (usize, usize))> = places
            .iter()
            .filter_map(|&place| Some((printed_mean(rows, place)?, place)))
            .collect();
        printed.sort_by(|(left, _), (right, _)| match label.direction {
            Direction::Higher => right.total_cmp(left),
            Direction::Lower => left.total_cmp(right),
        });
        for ((row, column), rank) in ranks(&printed) {
            rows[row].cells[column].mark = Some(rank);
        }
    }
}

/// The places of the cells that differ in nothing but the model.
fn comparisons<'a>(
    spec: &TableSpec,
    arrangement: &Arrangement<'a>,
    metrics: &BTreeMap<(usize, usize), &Name>,
) -> BTreeMap<Key<'a>, Vec<(usize, usize)>> {
    let mut groups: BTreeMap<Key<'a>, Vec<(usize, usize)>> = BTreeMap::new();
    for &(row, column) in metrics.keys() {
        let (Some(row_key), Some(column_key)) = (
            arrangement.rows.get_index(row),
            arrangement.columns.get_index(column),
        ) else {
            continue;
        };
        let dimensions = spec.rows.iter().chain(&spec.columns);
        let same = dimensions
            .zip(row_key.iter().chain(column_key))
            .filter(|(dimension, _)| **dimension != Dimension::Model)
            .map(|(_, name)| *name)
            .collect();
        groups.entry(same).or_default().push((row, column));
    }
    groups
}

/// The number a reader sees, so that a tie on paper is a tie.
fn printed_mean(rows: &[Row], (row, column): (usize, usize)) -> Option<f64> {
    match &rows.get(row)?.cells.get(column)?.printed {
        Printed::Number { mean, .. } => mean.parse().ok(),
        Printed::Words(_) => None,
    }
}

/// The ranks of places sorted best first.
fn ranks(printed: &[(f64, (usize, usize))]) -> Vec<((usize, usize), Rank)> {
    let mut distinct: Vec<f64> = printed.iter().map(|(mean, _)| *mean).collect();
    distinct.dedup();
    let [best, second, ..] = distinct[..] else {
        return Vec::new();
    };
    printed
        .iter()
        .filter_map(|&(mean, place)| {
            if mean.total_cmp(&best).is_eq() {
                Some((place, Rank::Best))
            } else if mean.total_cmp(&second).is_eq() {
                Some((place, Rank::Second))
            } else {
                None
            }
        })
        .collect()
}
