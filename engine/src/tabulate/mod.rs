//! Scores to tables: select, arrange, aggregate over seeds and folds, rank. Pure.
//!
//! A cell never hides anything. Scores that differ in a dimension the table does not show are an error, and a trial
//! that failed, was not run or has no defined value is what its cell shows, instead of the mean of the others.

mod aggregate;
mod arrange;
mod axis;
mod builder;
mod cell;
mod dimension;
mod error;
mod footnotes;
mod labels;
mod mixture;
mod notes;
mod predictor;
mod print;
mod prune;
mod rank;
mod select;
mod table;

use std::collections::BTreeMap;

use crate::score::Score;
use crate::spec::{Name, TableSpec};

pub use axis::Axis;
pub use builder::TableBuilder;
pub use cell::{Absence, Cell, Content, Printed, Rank};
pub use dimension::word;
pub use error::TabulateError;
pub use footnotes::Footnotes;
pub use labels::{Labels, MetricLabel};
pub use predictor::predictor_table;
pub use print::print;
pub use prune::{pruned, selects};
pub use table::{Column, Footnote, Heading, Row, Table};

use arrange::Arrangement;

/// Makes one table of the scores, in the order of the spec's `where` or of first appearance.
///
/// # Errors
/// When nothing is selected, when scores that must not be averaged would share a cell or a comparison, or when a
/// score occurs twice.
pub fn tabulate(
    name: &Name,
    spec: &TableSpec,
    scores: &[Score],
    labels: &Labels,
) -> Result<Table, TabulateError> {
    let selected = select::select(name, spec, scores)?;
    mixture::refuse_mixtures(name, spec, &selected)?;
    let arrangement = Arrangement::of(spec, &selected);
    let trials = arrangement.trials(name, spec, &selected)?;

    let mut footnotes = Footnotes::default();
    let mut rows: Vec<Row> = Vec::new();
    for (row, key) in arrangement.rows.iter().enumerate() {
        let cells = (0..arrangement.columns.len())
            .map(|column| match trials.get(&(row, column)) {
                None => Cell::absent(),
                Some(trials) => cell(spec, labels, trials, &mut footnotes),
            })
            .collect();
        let headings = arrange::headings(&spec.rows, key, spec, labels);
        rows.push(Row { headings, cells });
    }
    let metrics: BTreeMap<(usize, usize), &Name> = trials
        .iter()
        .filter_map(|(place, trials)| Some((*place, &trials.first()?.key.metric)))
        .collect();
    rank::rank(spec, &arrangement, &metrics, labels, &mut rows);

    Ok(Table {
        name: name.clone(),
        caption: spec.caption.clone(),
        label: spec.label.clone().unwrap_or_else(|| format!("tab:{name}")),
        notes: notes::notes(spec, &selected, &rows, labels),
        row_dimensions: spec.rows.iter().copied().map(Axis::from).collect(),
        column_dimensions: spec.columns.iter().copied().map(Axis::from).collect(),
        columns: arrangement
            .columns
            .iter()
            .map(|key| Column {
                headings: arrange::headings(&spec.columns, key, spec, labels),
            })
            .collect(),
        rows,
        mark: spec.mark.clone(),
        footnotes: footnotes.into_vec(),
    })
}

/// The cell of some trials: at least one, all of one metric.
fn cell(spec: &TableSpec, labels: &Labels, trials: &[&Score], footnotes: &mut Footnotes) -> Cell {
    let content = aggregate::aggregate(trials);
    let percent = trials
        .first()
        .is_some_and(|score| labels.in_percent(&score.key.metric, &spec.cell));
    Cell {
        printed: print::print(&content, &spec.cell, percent),
        footnotes: footnotes.letters_for(&content),
        content,
        mark: None,
    }
}

#[cfg(test)]
pub(crate) mod examples;
#[cfg(test)]
mod tests;
