//! Scores to tables: select, arrange, aggregate over seeds and folds, test, rank. Pure.
//!
//! A cell never hides anything. Scores that differ in a dimension the table does not show are an error, and a trial
//! that failed, was not run or has no defined value is what its cell shows, instead of the mean of the others.

mod absent;
mod aggregate;
mod arrange;
mod axis;
mod behind;
mod builder;
mod cell;
mod cells;
mod cube;
mod differences;
mod dimension;
mod error;
mod footnotes;
mod labels;
mod mixture;
mod notes;
mod order;
mod predictor;
mod print;
mod printed;
mod prune;
mod rank;
mod reproduction;
mod select;
mod significance;
mod table;

use std::collections::BTreeSet;

use crate::score::{ReportedScore, Score};
use crate::spec::{Name, TableSpec};

pub use axis::Axis;
pub use behind::behind;
pub use builder::TableBuilder;
pub use cell::{Absence, Cell, Content, Rank, Tested};
pub use error::TabulateError;
pub use footnotes::Footnotes;
pub use labels::{Labels, MetricLabel};
pub use predictor::predictor_table;
pub use print::print;
pub use printed::{Printed, Spread};
pub use prune::{pruned, selects};
pub use reproduction::reproduction_table;
pub use table::{Column, Footnote, Heading, Reference, Row, Table};

use arrange::Arrangement;
use cube::Cube;

/// Numbers of a cube by their index, in its order.
type Selection = Vec<usize>;

/// Makes one table of scores and reported results, in the order of the spec's `where` or of first appearance.
///
/// # Errors
/// When nothing is selected, when scores that must not be averaged would share a cell or a comparison, when a score
/// occurs twice, or when a baseline or a column to order by is not there.
pub fn tabulate(
    name: &Name,
    spec: &TableSpec,
    scores: &[Score],
    reported: &[ReportedScore],
    labels: &Labels,
) -> Result<Table, TabulateError> {
    let cube = Cube::of(scores, reported, labels);
    let selected = select::select(name, spec, &cube)?;
    mixture::refuse_mixtures(name, spec, &cube, &selected)?;
    let arrangement = Arrangement::of(spec, &cube, &selected);
    let numbers = arrangement.cells(name, spec, &cube, &selected)?;
    let mut cells = cells::Cells::of(name, spec, labels, &cube)?;

    let mut rows: Vec<Row> = Vec::new();
    for (row, key) in arrangement.rows.iter().enumerate() {
        let of_row = (0..arrangement.columns.len()).map(|column| {
            let numbers = numbers.get(&(row, column));
            numbers.map_or_else(Cell::absent, |numbers| cells.cell(numbers))
        });
        rows.push(Row {
            cells: of_row.collect(),
            headings: arrange::headings(&spec.rows, *key, spec, &cube, labels),
        });
    }
    let comparisons = rank::comparisons(&arrangement, &numbers, &cube, labels);
    rank::rank(spec, &comparisons, &mut rows);
    let mut notes = notes::notes(spec, &cube, &selected, &rows, labels);
    if let Some(test) = &spec.test {
        let outcome = significance::test(name, test, &comparisons, &numbers, &cube, &mut rows)?;
        notes.extend(outcome.notes(test, spec.mark.noise.is_some(), labels));
    }
    let columns = arrangement.columns.iter().map(|key| Column {
        headings: arrange::headings(&spec.columns, *key, spec, &cube, labels),
    });
    let mut table = Table {
        name: name.clone(),
        caption: spec.caption.clone(),
        label: spec.label.clone().unwrap_or_else(|| format!("tab:{name}")),
        row_dimensions: spec.rows.iter().copied().map(Axis::from).collect(),
        column_dimensions: spec.columns.iter().copied().map(Axis::from).collect(),
        columns: columns.collect(),
        references: references(&rows, labels),
        rows,
        mark: spec.mark.clone(),
        test: spec.test.clone(),
        layout: spec.layout,
        notes,
        footnotes: cells.footnotes(),
    };
    table.notes.extend(absent::note(&table));
    table.notes.extend(spec.notes.iter().cloned());
    if let Some(by) = &spec.order {
        order::order(spec, by, labels, &mut table)?;
    }
    Ok(if spec.transpose {
        table.transposed()
    } else {
        table
    })
}

/// What the headings of rows cite, in the order of their keys.
fn references(rows: &[Row], labels: &Labels) -> Vec<Reference> {
    let headings = rows.iter().flat_map(|row| &row.headings);
    let cited: BTreeSet<&String> = headings
        .filter_map(|heading| heading.citation.as_ref())
        .collect();
    let reference = |key: &String| Reference {
        key: key.clone(),
        text: labels.references.get(key).cloned().unwrap_or_default(),
    };
    cited.into_iter().map(reference).collect()
}

#[cfg(test)]
pub(crate) mod examples;
#[cfg(test)]
mod tests;
