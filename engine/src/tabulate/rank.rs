use std::collections::BTreeMap;

use super::arrange::{Arrangement, Cells};
use super::cube::{Coordinates, Cube};
use super::{Content, Labels, Printed, Rank, Row};
use crate::metric::Direction;
use crate::spec::{CellContent, Dimension, ReportedRows, TableSpec};

/// The places of cells that differ in nothing but the model, and are of one metric.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The metric.
    pub metric: String,
    /// Which values of it are better.
    pub direction: Direction,
    /// Row and column of each cell.
    pub places: Vec<(usize, usize)>,
}

/// The comparisons of a table: the cells of a column, unless rows also differ in, say, the dataset. Metrics that have no
/// direction are not compared.
pub(super) fn comparisons(
    arrangement: &Arrangement,
    cells: &Cells,
    cube: &Cube<'_>,
    labels: &Labels,
) -> Vec<Comparison> {
    let mut groups: BTreeMap<(Coordinates, Coordinates), Vec<(usize, usize)>> = BTreeMap::new();
    for &(row, column) in cells.keys() {
        let (Some(row_key), Some(column_key)) = (
            arrangement.rows.get_index(row),
            arrangement.columns.get_index(column),
        ) else {
            continue;
        };
        let same = (row_key.without_model(), column_key.without_model());
        groups.entry(same).or_default().push((row, column));
    }
    let compared = groups.into_values().filter_map(|places| {
        let first = *cells.get(places.first()?)?.first()?;
        let metric = cube.value(
            Dimension::Metric,
            cube.coordinates(first).at(Dimension::Metric),
        )?;
        Some(Comparison {
            metric: metric.to_owned(),
            direction: labels.metrics.get(metric)?.direction,
            places,
        })
    });
    compared.collect()
}

/// Ranks each model among the models with a value under otherwise equal headings. Numbers that print alike rank alike;
/// where all print alike, none stands out.
pub(super) fn rank(spec: &TableSpec, comparisons: &[Comparison], rows: &mut [Row]) {
    for comparison in comparisons {
        if spec.cell_of(&comparison.metric).show == CellContent::Std {
            continue;
        }
        let mut printed: Vec<(f64, (usize, usize))> = comparison
            .places
            .iter()
            .filter_map(|&place| Some((printed_value(spec, rows, place)?, place)))
            .collect();
        printed.sort_by(|(left, _), (right, _)| match comparison.direction {
            Direction::Higher => right.total_cmp(left),
            Direction::Lower => left.total_cmp(right),
        });
        for ((row, column), rank) in ranks(&printed) {
            rows[row].cells[column].mark = Some(rank);
        }
    }
}

/// The number a reader sees, so that a tie on paper is a tie.
fn printed_value(spec: &TableSpec, rows: &[Row], (row, column): (usize, usize)) -> Option<f64> {
    let cell = rows.get(row)?.cells.get(column)?;
    let is_ranked = match cell.content {
        Content::Value { .. } => true,
        Content::Reported { .. } => spec.reported == ReportedRows::Ranked,
        _ => false,
    };
    match &cell.printed {
        Printed::Number { value, .. } if is_ranked => value.parse().ok(),
        _ => None,
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
