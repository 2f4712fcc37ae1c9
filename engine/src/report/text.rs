//! What all formats share: text made safe for one line, headings with their unit, the lines under a table.

use std::collections::BTreeSet;

use crate::spec::{Dimension, Mark};
use crate::tabulate::{Axis, Footnote, Heading, Rank, Row, Table};
pub(super) use crate::text::line;

/// The longest footnote printed, in characters; JSON has the whole message.
const LONGEST_FOOTNOTE: usize = 240;

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
