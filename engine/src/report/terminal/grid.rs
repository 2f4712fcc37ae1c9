//! The lines of one panel. The body is a `comfy_table`, which has no cells that span columns: the lines of column
//! groups and the outer rules are put around it.

use std::ops::Range;

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle,
    Width,
};

use super::TerminalStyle;
use super::column::{TextCell, TextColumn};
use super::group::group_lines;
use crate::report::panel::GAP;
use crate::report::text::row_groups;
use crate::spec::Mark;
use crate::tabulate::Table;

/// What rules are made of.
pub(super) const RULE: char = '─';

/// A rule under the header. Its borders above and below would be broken between columns, so they are not used.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill(RULE));

/// The text broken between words into lines of at most the width.
pub(in crate::report) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut table = empty(TableStyle::new());
    table.add_row([text]);
    shape(&mut table, 0, width.max(1), 0);
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The lines of a panel.
pub(super) fn grid(
    table: &Table,
    headings: &[TextColumn],
    columns: &[TextColumn],
    panel: Range<usize>,
    style: &TerminalStyle,
) -> Vec<String> {
    let groups = group_lines(table, headings, columns, &panel);
    let shown: Vec<&TextColumn> = headings
        .iter()
        .chain(columns.get(panel).unwrap_or_default())
        .collect();
    let width = shown
        .iter()
        .map(|column| column.width + GAP)
        .sum::<usize>()
        .saturating_sub(GAP);
    let rule = RULE.to_string().repeat(width);
    let mut lines = vec![rule.clone()];
    lines.extend(groups);
    for rows in row_groups(table) {
        let is_first = rows.start == 0;
        let body = body(&shown, headings.len(), rows, is_first, style);
        if !is_first {
            lines.push(rule.clone());
        }
        lines.extend(body.lines().map(|line| line.trim_end().to_owned()));
    }
    lines.push(rule);
    lines
}

/// Some rows, under the header where they are the first.
fn body(
    shown: &[&TextColumn],
    headings: usize,
    rows: Range<usize>,
    has_header: bool,
    style: &TerminalStyle,
) -> comfy_table::Table {
    let mut body = empty(STYLE);
    if style.colour {
        body.enforce_styling();
        body.style_text_only();
    }
    if has_header {
        body.set_header(header(shown));
    }
    for row in rows {
        let cells = shown.iter().filter_map(|column| column.cells.get(row));
        body.add_row(cells.map(cell));
    }
    for (index, column) in shown.iter().enumerate() {
        let gap = if index == 0 {
            0
        } else {
            GAP - column.mark_width
        };
        shape(&mut body, index, column.width + column.mark_width, gap);
        if let Some(cells) = body.column_mut(index).filter(|_| index >= headings) {
            cells.set_cell_alignment(CellAlignment::Right);
        }
    }
    body
}

fn empty(style: TableStyle) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_style(style)
        .force_no_tty()
        .set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn shape(table: &mut comfy_table::Table, index: usize, width: usize, gap: usize) {
    let width = u16::try_from(width + gap).unwrap_or(u16::MAX);
    if let Some(column) = table.column_mut(index) {
        column.set_padding((u16::try_from(gap).unwrap_or(0), 0));
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
}

/// The titles, broken to the width of their columns and standing on the rule below.
fn header(columns: &[&TextColumn]) -> Vec<String> {
    let titles: Vec<Vec<String>> = columns
        .iter()
        .map(|column| wrapped(&column.title, column.width))
        .collect();
    let height = titles.iter().map(Vec::len).max().unwrap_or(0);
    titles
        .iter()
        .map(|lines| format!("{}{}", "\n".repeat(height - lines.len()), lines.join("\n")))
        .collect()
}

fn cell(cell: &TextCell) -> Cell {
    match cell.mark {
        Mark::Bold => Cell::new(&cell.text).add_attribute(Attribute::Bold),
        Mark::Underline => Cell::new(&cell.text).add_attribute(Attribute::Underlined),
        Mark::Italic => Cell::new(&cell.text).add_attribute(Attribute::Italic),
        Mark::Shade => Cell::new(&cell.text).add_attribute(Attribute::Reverse),
        Mark::None => Cell::new(&cell.text),
    }
}
