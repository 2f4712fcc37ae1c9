//! What all formats share: text made safe for one line, headings with their unit, the lines under a table.

use std::collections::BTreeSet;

use crate::spec::{Dimension, Mark};
use crate::tabulate::{Axis, Footnote, Heading, Rank, Row, Table};

/// The longest footnote printed, in characters; JSON has the whole message.
const LONGEST_FOOTNOTE: usize = 240;

/// The text on one line: white space becomes single spaces, invisible format characters that could reorder or hide
/// the text around them go, and other control characters (which could drive a terminal) become `U+FFFD`.
pub(crate) fn line(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|character| !is_format(*character))
        .map(|character| match character {
            character if character.is_whitespace() => ' ',
            character if character.is_control() => char::REPLACEMENT_CHARACTER,
            character => character,
        })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bidirectional controls, zero-width spaces and joins, and tags.
fn is_format(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// A column heading: its title with its unit. A query says that it is one.
pub(super) fn column_title(heading: &Heading) -> String {
    let title = row_title(heading);
    match heading.dimension {
        Axis::Of(Dimension::Query) if !title.is_empty() => format!("query: {title}"),
        _ => title,
    }
}

/// A row heading: its title with its unit.
pub(super) fn row_title(heading: &Heading) -> String {
    let unit = if heading.percent { " (%)" } else { "" };
    format!("{}{unit}", line(&heading.title))
}

/// From which heading on a row differs from the row before: headings before it are not repeated.
pub(super) fn first_new_heading(before: Option<&Row>, row: &Row) -> usize {
    before.map_or(0, |before| {
        before
            .headings
            .iter()
            .zip(&row.headings)
            .take_while(|(left, right)| left == right)
            .count()
    })
}

/// A footnote's text on one line, cut where it is too long to read.
pub(super) fn footnote_text(footnote: &Footnote) -> String {
    let text = line(&footnote.text);
    match text.char_indices().nth(LONGEST_FOOTNOTE) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

/// How the table marks a rank.
pub(super) fn mark_of(table: &Table, rank: Option<Rank>) -> Mark {
    match rank {
        Some(Rank::Best) => table.mark.best,
        Some(Rank::Second) => table.mark.second,
        None => Mark::None,
    }
}

/// What the marks in the table mean, in the words a format has for bold and underlined; nothing where nothing is marked.
pub(super) fn legend(table: &Table, bold: &str, underlined: &str) -> Option<String> {
    let ranks: BTreeSet<Rank> = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter_map(|cell| cell.mark)
        .collect();
    let meanings: Vec<String> = ranks
        .into_iter()
        .filter_map(|rank| {
            let meaning = match rank {
                Rank::Best => "best",
                Rank::Second => "second best",
            };
            match mark_of(table, Some(rank)) {
                Mark::Bold => Some(format!("{bold} {meaning}")),
                Mark::Underline => Some(format!("{underlined} {meaning}")),
                Mark::None => None,
            }
        })
        .collect();
    (!meanings.is_empty()).then(|| format!("{}.", meanings.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_has_no_breaks_controls_or_reordering() {
        assert_eq!(line(" a\r\n\tb \u{2028}c"), "a b c");
        assert_eq!(line("\u{1b}[31mred"), "\u{fffd}[31mred");
        assert_eq!(line("ab\u{202e}cd\u{200b}e"), "abcde");
        assert_eq!(line("שלום é"), "שלום é");
    }
}
