use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::{Content, Labels, Row};
use crate::score::Score;
use crate::spec::{CellContent, Dimension, Name, TableSpec};

/// The lines under a table: which metric it shows if no heading says so, what the numbers are, then those of the spec.
pub(super) fn notes(
    spec: &TableSpec,
    selected: &[&Score],
    rows: &[Row],
    labels: &Labels,
) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(metric(spec, selected, labels));
    notes.extend(aggregation(spec, selected, rows));
    notes.extend(spec.notes.iter().cloned());
    notes
}

fn metric(spec: &TableSpec, selected: &[&Score], labels: &Labels) -> Option<String> {
    if spec.rows.contains(&Dimension::Metric) || spec.columns.contains(&Dimension::Metric) {
        return None;
    }
    let metrics: IndexSet<&Name> = selected.iter().map(|score| &score.key.metric).collect();
    let titles: Vec<String> = metrics
        .into_iter()
        .map(|metric| {
            let unit = if labels.in_percent(metric, &spec.cell) {
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
fn aggregation(spec: &TableSpec, selected: &[&Score], rows: &[Row]) -> Option<String> {
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
        CellContent::MeanStd => "Mean ± sample standard deviation",
    };
    let seeds = selected
        .iter()
        .map(|score| score.key.seed)
        .collect::<BTreeSet<_>>()
        .len();
    let folds = selected
        .iter()
        .map(|score| score.key.fold)
        .collect::<BTreeSet<_>>()
        .len();
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
