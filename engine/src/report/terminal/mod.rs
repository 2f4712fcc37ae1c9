//! Tables for a terminal of a given width. Column groups stand over the columns they span; a table wider than the
//! terminal is broken into panels, each with the row headings.

mod column;
mod grid;
mod group;

use super::panel::panels;
use super::text::{footnote_text, legend, line, mark_word};
use crate::tabulate::Table;
use column::TextColumn;
pub(super) use grid::wrapped;

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalStyle {
    /// How many characters fit in a line.
    pub width: usize,
    /// Whether marks may be bold and underlined; otherwise they are characters.
    pub colour: bool,
}

impl Default for TerminalStyle {
    fn default() -> Self {
        Self {
            width: 100,
            colour: false,
        }
    }
}

/// The table as lines of text, none of which ends in white space.
pub fn terminal(table: &Table, style: &TerminalStyle) -> String {
    let caption = table
        .caption
        .as_ref()
        .map_or_else(|| table.name.to_string(), |caption| line(caption));
    let mut lines = grid::wrapped(&caption, style.width);
    let headings = column::headings(table);
    let columns = column::columns(table, style);
    let widths = |columns: &[TextColumn]| -> Vec<usize> {
        columns.iter().map(|column| column.width).collect()
    };
    for panel in panels(table, &widths(&headings), &widths(&columns), style.width) {
        lines.push(String::new());
        lines.extend(grid::grid(table, &headings, &columns, panel, style));
    }
    let legend = if style.colour {
        legend(table, mark_word)
    } else {
        legend(table, column::mark_character)
    };
    let notes = table.notes.iter().map(|note| line(note));
    let footnotes = table
        .footnotes
        .iter()
        .map(|footnote| format!("[{}] {}", footnote.letter, footnote_text(footnote)));
    let references = table
        .references
        .iter()
        .map(|reference| format!("[{}] {}", line(&reference.key), line(&reference.text)));
    lines.push(String::new());
    lines.extend(
        legend
            .into_iter()
            .chain(notes)
            .chain(footnotes)
            .chain(references)
            .flat_map(|note| grid::wrapped(&note, style.width)),
    );
    let mut text = lines.join("\n").trim_end().to_owned();
    text.push('\n');
    text
}
