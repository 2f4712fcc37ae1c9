use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::cube::Cube;
use super::{Content, Labels, Row, Selection};
use crate::spec::{CellContent, Dimension, TableSpec};

/// The lines under a table: which metric it shows if no heading says so, and what the numbers are.
pub(super) fn notes(
    spec: &TableSpec,
    cube: &Cube<'_>,
    selected: &Selection,
    rows: &[Row],
    labels: &Labels,
) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(metric(spec, cube, selected, labels));
    notes.extend(aggregation(spec, cube, selected, rows));
    notes.extend(baseline(spec, labels));
    notes.extend(reported(rows));
    notes
}

fn values<'a>(
    dimension: Dimension,
    cube: &'a Cube<'_>,
    selected: &Selection,
) -> IndexSet<Option<&'a str>> {
    let measured = selected
        .iter()
        .filter(|&&index| cube.entry(index).measured().is_some());
    let places: BTreeSet<u32> = measured
        .map(|&index| cube.coordinates(index).at(dimension))
        .collect();
    places
        .into_iter()
        .map(|place| cube.value(dimension, place))
        .collect()
}

fn metric(
    spec: &TableSpec,
    cube: &Cube<'_>,
    selected: &Selection,
    labels: &Labels,
) -> Option<String> {
    if spec.rows.contains(&Dimension::Metric) || spec.columns.contains(&Dimension::Metric) {
        return None;
    }
    let metrics = values(Dimension::Metric, cube, selected);
    let titles: Vec<String> = metrics
        .into_iter()
        .flatten()
        .map(|metric| {
            let unit = if labels.in_percent(metric, &spec.cell_of(metric)) {
                " (%)"
            } else {
                ""
            };
            format!("{}{unit}", labels.title(Dimension::Metric, metric))
        })
        .collect();
    Some(format!("Metric: {}.", titles.join(", ")))
}

/// What was averaged over how many trials; nothing when every number is of a single trial.
fn aggregation(
    spec: &TableSpec,
    cube: &Cube<'_>,
    selected: &Selection,
    rows: &[Row],
) -> Option<String> {
    let counts: BTreeSet<usize> = rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter_map(|cell| match cell.content {
            Content::Value { trials, .. } => Some(trials),
            _ => None,
        })
        .collect();
    let (fewest, most) = (*counts.first()?, *counts.last()?);
    if most == 1 {
        return None;
    }
    let shown = match spec.cell.show {
        CellContent::Mean => "Mean",
        CellContent::Std => "Sample standard deviation",
        CellContent::MeanStd => "Mean ± sample standard deviation",
        CellContent::Ci95 => "Mean [95 % t interval]",
        CellContent::MedianIqr => "Median [quartiles]",
        CellContent::Delta => "Mean ± sample standard deviation of differences",
    };
    let seeds = values(Dimension::Seed, cube, selected).len();
    let folds = values(Dimension::Fold, cube, selected).len();
    let over = match (seeds, folds) {
        _ if fewest != most => format!("{fewest} to {most} trials"),
        (seeds, 1) if seeds == most => format!("{seeds} seeds"),
        (1, folds) if folds == most => format!("{folds} folds"),
        (seeds, folds) if seeds * folds == most => {
            format!("{most} trials ({seeds} seeds × {folds} folds)")
        }
        _ => format!("{most} trials"),
    };
    Some(format!("{shown} over {over}."))
}

fn baseline(spec: &TableSpec, labels: &Labels) -> Option<String> {
    let baseline = spec.cell.baseline.as_ref()?;
    let title = labels.title(Dimension::Model, baseline.as_str());
    (spec.cell.show == CellContent::Delta)
        .then(|| format!("Differences to {title}, trial by trial (same seed, same fold)."))
}

fn reported(rows: &[Row]) -> Option<String> {
    let cells = rows.iter().flat_map(|row| &row.cells);
    let mut contents = cells.map(|cell| &cell.content);
    contents
        .any(|content| matches!(content, Content::Reported { .. }))
        .then(|| "Rows with a citation are reported there, and were not measured here.".to_owned())
}
