//! What all formats share: text made safe for one line, headings with their unit, the lines under a table.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::metric::Direction;
use crate::spec::{Dimension, Mark};
use crate::tabulate::{Axis, Cell, Footnote, Heading, Rank, Row, Table};
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

/// A row heading: its title with its unit and which way is better.
pub(super) fn row_title(heading: &Heading) -> String {
    let unit = if heading.percent { " (%)" } else { "" };
    let arrow = match heading.better {
        Some(Direction::Higher) => " ↑",
        Some(Direction::Lower) => " ↓",
        None => "",
    };
    format!("{}{unit}{arrow}", line(&heading.title))
}

/// A row heading with the key of what it cites in brackets.
pub(super) fn cited_title(heading: &Heading) -> String {
    let title = row_title(heading);
    match &heading.citation {
        Some(key) => format!("{title} [{key}]"),
        None => title,
    }
}

/// The runs of rows with a rule between them: those that share the outermost of several headings. Where no two rows share
/// it, all rows are one run.
pub(super) fn row_groups(table: &Table) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|it| table.rows.get(it));
        let is_new = row.headings.len() > 1 && first_new_heading(before, row) == 0;
        match groups.last_mut() {
            Some(group) if !is_new => group.end = index + 1,
            _ => groups.push(index..index + 1),
        }
    }
    let rows = 0..table.rows.len();
    if groups.iter().all(|group| group.len() < 2) {
        vec![rows]
    } else {
        groups
    }
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

/// How the table makes a cell stand out.
pub(super) fn mark_of(table: &Table, cell: &Cell) -> Mark {
    match cell.mark {
        Some(Rank::Best) => table.mark.best,
        Some(Rank::Second) if table.mark.second != Mark::None => table.mark.second,
        _ if is_noise(table, cell) => table.mark.noise.unwrap_or(Mark::None),
        _ => Mark::None,
    }
}

/// The sign that says what the table's test made of a cell.
pub(super) fn sign_of(table: &Table, cell: &Cell) -> Option<char> {
    let differs = cell.test?.differs;
    let is_against_baseline = table.test.as_ref()?.baseline().is_some();
    match (is_against_baseline, differs) {
        (true, true) => Some('†'),
        (false, false) if table.mark.noise.is_none() => Some('≈'),
        _ => None,
    }
}

/// Whether the table's test cannot tell a cell from the best of its column.
fn is_noise(table: &Table, cell: &Cell) -> bool {
    let is_against_best = table
        .test
        .as_ref()
        .is_some_and(|test| test.baseline().is_none());
    is_against_best && cell.test.is_some_and(|tested| !tested.differs)
}

/// What follows the number of a cell: its sign, then the letters of its footnotes.
pub(super) fn trailing(table: &Table, cell: &Cell) -> Option<String> {
    let sign = sign_of(table, cell).map(String::from);
    let trailing: Vec<String> = sign
        .into_iter()
        .chain(cell.footnotes.iter().cloned())
        .collect();
    (!trailing.is_empty()).then(|| trailing.join(","))
}

/// What the marks in the table mean, in the words a format has for each; nothing where nothing is marked.
pub(super) fn legend(table: &Table, word: impl Fn(Mark) -> &'static str) -> Option<String> {
    let cells = || table.rows.iter().flat_map(|row| &row.cells);
    let ranks: BTreeSet<Rank> = cells().filter_map(|cell| cell.mark).collect();
    let of_ranks = ranks.into_iter().map(|rank| match rank {
        Rank::Best => (table.mark.best, "best"),
        Rank::Second => (table.mark.second, "second best"),
    });
    let noise = table
        .mark
        .noise
        .filter(|_| cells().any(|cell| is_noise(table, cell)))
        .map(|mark| (mark, "not told apart from the best"));
    let meanings: Vec<String> = of_ranks
        .chain(noise)
        .filter(|(mark, _)| *mark != Mark::None)
        .map(|(mark, meaning)| format!("{} {meaning}", word(mark)))
        .collect();
    (!meanings.is_empty()).then(|| format!("{}.", meanings.join(", ")))
}

/// The words for marks where they can be seen.
pub(super) fn mark_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Bold => "bold:",
        Mark::Underline => "underlined:",
        Mark::Italic => "italic:",
        Mark::Shade => "shaded:",
        Mark::None => "",
    }
}

/// The text with its first letter as a capital.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
