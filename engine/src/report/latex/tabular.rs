//! One panel as a `tabular` environment.

use std::fmt::Write as _;
use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::numbers::CellColumn;
use super::{LONGEST_HEADING, LatexStyle};
use crate::report::text::{column_title, first_new_heading, line, row_groups, row_title};
use crate::tabulate::{Heading, Table};
use crate::text::latex::{escape, label};

/// Writes the row headings and the columns of a panel.
pub(super) fn push_tabular(
    text: &mut String,
    table: &Table,
    panel: &Range<usize>,
    style: LatexStyle,
) {
    let columns = CellColumns::of(table, panel, style);
    let _ = writeln!(text, "  \\begin{{tabular}}{{{}}}", columns.preamble());
    text.push_str("    \\toprule\n");
    columns.push_header(text);
    text.push_str("    \\midrule\n");
    columns.push_rows(text);
    text.push_str("    \\bottomrule\n  \\end{tabular}\n");
}

/// The columns of a panel beside the row headings.
pub(super) struct CellColumns<'a> {
    table: &'a Table,
    panel: &'a Range<usize>,
    style: LatexStyle,
    columns: Vec<CellColumn>,
}

impl<'a> CellColumns<'a> {
    pub fn of(table: &'a Table, panel: &'a Range<usize>, style: LatexStyle) -> Self {
        let columns = panel
            .clone()
            .map(|column| CellColumn::of(table, column, style));
        Self {
            table,
            panel,
            style,
            columns: columns.collect(),
        }
    }

    /// The letters of all columns.
    pub fn preamble(&self) -> String {
        let headings =
            (0..self.table.row_dimensions.len()).map(|level| heading_column(self.table, level));
        let columns = self.columns.iter().map(CellColumn::preamble);
        headings.map(str::to_owned).chain(columns).collect()
    }

    /// The lines of headings.
    pub fn push_header(&self, text: &mut String) {
        let levels = self.table.column_dimensions.len();
        for level in 0..levels.saturating_sub(1) {
            push_groups(text, self.table, level, self.panel);
        }
        let dimensions = self
            .table
            .row_dimensions
            .iter()
            .map(|dimension| escape(&line(dimension.title())));
        let columns = self
            .table
            .columns
            .get(self.panel.clone())
            .unwrap_or_default();
        let titles = columns.iter().zip(&self.columns).map(|(column, of_cells)| {
            let title = column.headings.last().map(column_title).unwrap_or_default();
            of_cells.heading(escape(&title))
        });
        push_row(text, dimensions.chain(titles));
    }

    /// The rows, with rules between groups of them.
    pub fn push_rows(&self, text: &mut String) {
        let rows = &self.table.rows;
        let groups = row_groups(self.table);
        for (index, row) in rows.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| rows.get(index));
            let new = first_new_heading(before, row);
            if before.is_some() && groups.iter().any(|group| group.start == index) {
                text.push_str("    \\midrule\n");
            } else if before.is_some() && new + 1 < row.headings.len() {
                text.push_str("    \\addlinespace\n");
            }
            let headings = row.headings.iter().enumerate().map(|(level, heading)| {
                if level < new {
                    String::new()
                } else {
                    cited(heading)
                }
            });
            let cells = row.cells.get(self.panel.clone()).unwrap_or_default();
            let cells = cells
                .iter()
                .zip(&self.columns)
                .map(|(cell, column)| column.cell(self.table, cell, self.style));
            push_row(text, headings.chain(cells));
        }
    }
}

/// A row heading with what it cites.
fn cited(heading: &Heading) -> String {
    let title = escape(&row_title(heading));
    match &heading.citation {
        Some(key) => format!("{title}~\\cite{{{}}}", label(key)),
        None => title,
    }
}

fn heading_column(table: &Table, level: usize) -> &'static str {
    let longest = table
        .rows
        .iter()
        .filter_map(|row| row.headings.get(level))
        .map(|heading| row_title(heading).width());
    if longest.max() > Some(LONGEST_HEADING) {
        "p{0.3\\linewidth}"
    } else {
        "l"
    }
}

/// One line of column groups, with a rule under each that has a title.
fn push_groups(text: &mut String, table: &Table, level: usize, panel: &Range<usize>) {
    let stub = table.row_dimensions.len();
    let mut cells = vec![String::new(); stub];
    let mut rules = String::new();
    for group in table.column_groups(level) {
        let span = group.start.max(panel.start)..group.end.min(panel.end);
        if span.is_empty() {
            continue;
        }
        let heading = table
            .columns
            .get(group.start)
            .and_then(|column| column.headings.get(level));
        let title = heading.map(column_title).unwrap_or_default();
        cells.push(format!(
            "\\multicolumn{{{}}}{{c}}{{{}}}",
            span.len(),
            escape(&title)
        ));
        if !title.is_empty() {
            let (first, last) = (
                stub + span.start - panel.start + 1,
                stub + span.end - panel.start,
            );
            let _ = write!(rules, "\\cmidrule(lr){{{first}-{last}}}");
        }
    }
    push_row(text, cells.into_iter());
    if !rules.is_empty() {
        let _ = writeln!(text, "    {rules}");
    }
}

fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    let _ = writeln!(text, "    {} \\\\", cells.join(" & ").trim_start());
}
