//! The texts of a column and how wide it must be.

use unicode_width::UnicodeWidthStr as _;

use super::TerminalStyle;
use crate::report::text::{cited_title, column_title, first_new_heading, line, mark_of, trailing};
use crate::spec::Mark;
use crate::tabulate::{Axis, Cell, Printed, Spread, Table};

/// The widest a column is made by row headings; longer ones are broken over lines.
const WIDEST_HEADING: usize = 28;

/// A title may widen its column this far before it is broken between words.
const TITLE: usize = 10;

/// The widest a single word of a title may make its column.
const WIDEST_WORD: usize = 20;

/// One column of text.
#[derive(Debug)]
pub(super) struct TextColumn {
    /// What stands over it.
    pub title: String,
    /// One text for each row.
    pub cells: Vec<TextCell>,
    /// Its width in characters, without the place for a mark.
    pub width: usize,
    /// Characters before the text that hold a mark; they are taken from the gap to the column before.
    pub mark_width: usize,
}

/// One text and how it is to be shown.
#[derive(Debug)]
pub(super) struct TextCell {
    /// The text.
    pub text: String,
    /// Bold or underlined, where the terminal can.
    pub mark: Mark,
}

/// The columns of row headings. A heading that only repeats the row above is left out.
pub(super) fn headings(table: &Table) -> Vec<TextColumn> {
    let new: Vec<usize> = (0..table.rows.len())
        .map(|row| {
            first_new_heading(
                row.checked_sub(1).map(|before| &table.rows[before]),
                &table.rows[row],
            )
        })
        .collect();
    let column = |(level, dimension): (usize, &Axis)| {
        let text = |(row, new): (&crate::tabulate::Row, &usize)| match row.headings.get(level) {
            Some(heading) if level >= *new => cited_title(heading),
            _ => String::new(),
        };
        let texts = table.rows.iter().zip(&new).map(text);
        let cells: Vec<TextCell> = texts
            .map(|text| TextCell {
                text,
                mark: Mark::None,
            })
            .collect();
        let title = line(dimension.title());
        let width = widest(&cells).min(WIDEST_HEADING).max(title.width());
        TextColumn {
            title,
            cells,
            width,
            mark_width: 0,
        }
    };
    table
        .row_dimensions
        .iter()
        .enumerate()
        .map(column)
        .collect()
}

/// The columns of cells, in which means and deviations stand under each other.
pub(super) fn columns(table: &Table, style: &TerminalStyle) -> Vec<TextColumn> {
    let column = |(index, column): (usize, &crate::tabulate::Column)| {
        let cells: Vec<&Cell> = table
            .rows
            .iter()
            .filter_map(|row| row.cells.get(index))
            .collect();
        let deviation = cells
            .iter()
            .filter_map(|cell| beside(cell))
            .map(|text| text.width())
            .max();
        let cells: Vec<TextCell> = cells
            .into_iter()
            .map(|cell| text_cell(table, cell, deviation, style))
            .collect();
        let title = column.headings.last().map(column_title).unwrap_or_default();
        let longest_word = title
            .split(' ')
            .map(str::width)
            .max()
            .unwrap_or(0)
            .min(WIDEST_WORD);
        let mark_width = usize::from(!style.colour);
        let width = widest(&cells)
            .saturating_sub(mark_width)
            .max(longest_word)
            .max(title.width().min(TITLE));
        TextColumn {
            title,
            cells,
            width,
            mark_width,
        }
    };
    table.columns.iter().enumerate().map(column).collect()
}

fn widest(cells: &[TextCell]) -> usize {
    cells
        .iter()
        .map(|cell| cell.text.width())
        .max()
        .unwrap_or(0)
}

/// What stands beside a number, apart from the sign of a deviation.
fn beside(cell: &Cell) -> Option<String> {
    match &cell.printed {
        Printed::Number {
            spread: Spread::Deviation(deviation),
            ..
        } => Some(deviation.clone()),
        Printed::Number { spread, .. } if *spread != Spread::None => {
            Some(spread.text("", str::to_owned))
        }
        _ => None,
    }
}

/// The character that stands for a mark where it cannot be seen.
pub(super) fn mark_character(mark: Mark) -> &'static str {
    match mark {
        Mark::Bold => "*",
        Mark::Underline => "_",
        Mark::Italic => "/",
        Mark::Shade => "#",
        Mark::None => " ",
    }
}

/// The text of a cell, to be aligned right in a column whose widest spread is given.
fn text_cell(table: &Table, cell: &Cell, spread: Option<usize>, style: &TerminalStyle) -> TextCell {
    let mark = mark_of(table, cell);
    let text = match (&cell.printed, spread) {
        (
            Printed::Number {
                value,
                spread: Spread::Deviation(deviation),
            },
            Some(width),
        ) => format!("{value} ± {deviation:>width$}"),
        (
            Printed::Number {
                value,
                spread: Spread::None,
            },
            Some(width),
        ) => {
            format!("{value}{:1$}", "", width + " ± ".width())
        }
        (printed, _) => printed.to_string(),
    };
    let text = match trailing(table, cell) {
        None => text,
        Some(trailing) if cell.footnotes.is_empty() => format!("{text} {trailing}"),
        Some(trailing) => format!("{text} [{trailing}]"),
    };
    if style.colour {
        return TextCell { text, mark };
    }
    TextCell {
        text: format!("{}{text}", mark_character(mark)),
        mark: Mark::None,
    }
}
