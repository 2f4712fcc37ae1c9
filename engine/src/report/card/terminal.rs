use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::sections::{facts, sections};
use super::{Grid, Section};
use crate::card::Card;
use crate::report::terminal::wrapped;
use crate::report::text::line;

/// Characters of a digest: enough to compare by eye.
const DIGEST: usize = 12;

/// A rule under the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// The card as lines of text of a width, none of which ends in white space.
pub fn card_terminal(card: &Card, width: usize) -> String {
    let mut lines = wrapped(&line(card.heading()), width);
    for fact in facts(card) {
        lines.extend(wrapped(&line(&fact).replace('`', ""), width));
    }
    for section in sections(card, DIGEST) {
        lines.push(String::new());
        lines.extend(section_lines(&section, width));
    }
    let mut text = lines.join("\n").trim_end().to_owned();
    text.push('\n');
    text
}

fn section_lines(section: &Section, width: usize) -> Vec<String> {
    let mut lines = vec![line(&section.heading), "═".repeat(width.min(100))];
    for sentence in &section.sentences {
        lines.extend(wrapped(&line(sentence), width));
    }
    for (at, grid) in section.grids.iter().enumerate() {
        if at > 0 || !section.sentences.is_empty() {
            lines.push(String::new());
        }
        let caption = grid.caption.iter();
        lines.extend(caption.flat_map(|caption| wrapped(&line(caption), width)));
        lines.extend(grid_lines(grid, width));
    }
    lines
}

fn grid_lines(grid: &Grid, width: usize) -> Vec<String> {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .force_no_tty()
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(grid.header.iter().map(|title| line(title)));
    for row in &grid.rows {
        table.add_row(row.iter().map(|cell| line(cell)));
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if at >= grid.words {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}
