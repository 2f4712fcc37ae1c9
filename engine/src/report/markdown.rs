use std::fmt::Write as _;

use super::text::{
    capitalised, cited_title, column_title, footnote_text, legend, line, mark_of, mark_word,
    trailing,
};
use crate::spec::Mark;
use crate::tabulate::{Cell, Table};

/// The table in GitHub's Markdown. It has one header line, so a column's groups stand above its heading in one cell.
pub fn markdown(table: &Table) -> String {
    let mut text = String::new();
    if let Some(caption) = &table.caption {
        let _ = writeln!(text, "**{}**\n", escape(&line(caption)));
    }
    let dimensions = table
        .row_dimensions
        .iter()
        .map(|dimension| escape(&line(dimension.title())));
    let columns = table.columns.iter().map(|column| {
        let titles = column
            .headings
            .iter()
            .map(column_title)
            .filter(|title| !title.is_empty());
        titles
            .map(|title| escape(&title))
            .collect::<Vec<_>>()
            .join("<br>")
    });
    push_row(&mut text, dimensions.chain(columns));
    let left = table.row_dimensions.iter().map(|_| ":---".to_owned());
    let right = table.columns.iter().map(|_| "---:".to_owned());
    push_row(&mut text, left.chain(right));
    for row in &table.rows {
        let headings = row
            .headings
            .iter()
            .map(|heading| escape(&cited_title(heading)));
        let cells = row.cells.iter().map(|cell| cell_text(table, cell));
        push_row(&mut text, headings.chain(cells));
    }
    for note in notes(table) {
        let _ = write!(text, "\n{note}\n");
    }
    text
}

fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn cell_text(table: &Table, cell: &Cell) -> String {
    let printed = cell.printed.to_string();
    let marked = match mark_of(table, cell) {
        Mark::Bold => format!("**{printed}**"),
        // GitHub shows `ins` underlined and drops `u`; it shades code.
        Mark::Underline => format!("<ins>{printed}</ins>"),
        Mark::Italic => format!("*{printed}*"),
        Mark::Shade => format!("`{printed}`"),
        Mark::None => printed,
    };
    match trailing(table, cell) {
        Some(trailing) => format!("{marked} <sup>{trailing}</sup>"),
        None => marked,
    }
}

fn notes(table: &Table) -> Vec<String> {
    let legend = legend(table, mark_word).map(|legend| capitalised(&legend));
    let notes = table.notes.iter().map(|note| escape(&line(note)));
    let footnotes = table.footnotes.iter().map(|footnote| {
        format!(
            "<sup>{}</sup> {}",
            footnote.letter,
            escape(&footnote_text(footnote))
        )
    });
    let references = table.references.iter().map(|reference| {
        let (key, text) = (escape(&reference.key), escape(&line(&reference.text)));
        format!("\\[{key}\\] {text}")
    });
    legend
        .into_iter()
        .chain(notes)
        .chain(footnotes)
        .chain(references)
        .collect()
}

/// The text as itself: no markup, no HTML, no cell border, no mathematics.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // GitHub would make these a link to a user or an issue.
            '@' => escaped.push_str("&#64;"),
            '#' => escaped.push_str("&#35;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    // A line must not begin a list or a heading of its own.
    match escaped.chars().next() {
        Some('-' | '+' | '=') => format!("\\{escaped}"),
        _ => escaped,
    }
}
