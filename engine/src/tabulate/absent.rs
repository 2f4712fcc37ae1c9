use indexmap::IndexMap;

use super::table::path;
use super::{Content, Row, Table};

/// Rows named with what they lack; more are only counted.
const MOST: usize = 3;

/// Why cells are empty: which rows have no score in which columns.
pub(super) fn note(table: &Table) -> Option<String> {
    let mut lacking: IndexMap<Vec<String>, Vec<String>> = IndexMap::new();
    for row in &table.rows {
        let groups = groups_lacking(table, row);
        if !groups.is_empty() {
            lacking.entry(groups).or_default().push(path(&row.headings));
        }
    }
    let said: Vec<String> = lacking
        .iter()
        .take(MOST)
        .filter(|(_, rows)| rows.len() <= MOST)
        .map(|(groups, rows)| format!("{} for {}", rows.join(", "), groups.join(", ")))
        .collect();
    match lacking.len() {
        0 => None,
        all if all == said.len() => Some(format!("–: no such score: {}.", said.join("; "))),
        _ => Some(
            "–: there is no such score: the model does not take the task, or has no output that the metric is of."
                .to_owned(),
        ),
    }
}

/// The widest column groups in which a row has nothing but empty cells.
fn groups_lacking(table: &Table, row: &Row) -> Vec<String> {
    let is_absent = |column: &usize| matches!(row.cells.get(*column), Some(cell) if cell.content == Content::Absent);
    let mut lacking = Vec::new();
    let mut column = 0;
    while column < table.columns.len() {
        let levels = 0..table.column_dimensions.len();
        let group = levels
            .map(|level| (level, table.column_groups(level)))
            .find_map(|(level, groups)| {
                let group = groups.into_iter().find(|group| group.start == column)?;
                group
                    .clone()
                    .all(|at| is_absent(&at))
                    .then_some((level, group))
            });
        match group {
            Some((level, group)) => {
                let headings = table.columns[column].headings.get(..=level);
                lacking.push(path(headings.unwrap_or_default()));
                column = group.end;
            }
            None => column += 1,
        }
    }
    lacking
}
