//! Tables for Typst, version 0.11 and later.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::text::{
    capitalised, cited_title, column_title, first_new_heading, footnote_text, legend, line,
    mark_of, mark_word, row_groups, trailing,
};
use crate::spec::{Layout, Mark};
use crate::tabulate::{Cell, Printed, Spread, Table};

/// About how many characters of cells stand beside the row headings in a line of text.
const WIDEST: usize = 60;

/// The table as a figure of kind table, to be pasted into a document.
pub fn typst(table: &Table) -> String {
    let mut text = String::new();
    let stub = table.row_dimensions.len();
    if table.layout == Layout::Sideways {
        text.push_str("#page(flipped: true)[\n");
    }
    text.push_str("#figure(\n  kind: table,\n");
    if let Some(caption) = &table.caption {
        let _ = writeln!(
            text,
            "  caption: figure.caption(position: top)[{}],",
            escape(&line(caption))
        );
    }
    text.push_str("  [\n");
    let size = if is_wide(table) { "0.7em" } else { "1em" };
    let _ = writeln!(text, "    #text(size: {size}, table(");
    let _ = writeln!(text, "      columns: {},", stub + table.columns.len());
    let _ = writeln!(
        text,
        "      align: (column, _) => if column < {stub} {{ left }} else {{ right }},"
    );
    text.push_str("      stroke: none,\n      table.hline(),\n");
    push_header(&mut text, table);
    text.push_str("      table.hline(stroke: 0.5pt),\n");
    push_rows(&mut text, table);
    text.push_str("      table.hline(),\n    ))\n");
    let notes = notes(table);
    if !notes.is_empty() {
        let _ = writeln!(
            text,
            "    #align(left, text(size: 0.8em)[{}])",
            notes.join(" \\\n      ")
        );
    }
    let _ = writeln!(text, "  ],\n) <{}>", label(&table.label));
    if table.layout == Layout::Sideways {
        text.push_str("]\n");
    }
    text
}

/// Whether a table is wider than a page of text at its size.
fn is_wide(table: &Table) -> bool {
    let widest = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        let printed = cells.map(|cell| cell.printed.to_string().width());
        printed.max().unwrap_or_default()
    };
    let cells: usize = (0..table.columns.len())
        .map(|column| widest(column) + 2)
        .sum();
    cells > WIDEST
}

fn push_header(text: &mut String, table: &Table) {
    let stub = table.row_dimensions.len();
    let levels = table.column_dimensions.len();
    text.push_str("      table.header(\n");
    for level in 0..levels.saturating_sub(1) {
        let _ = write!(text, "        {}", "[], ".repeat(stub));
        let mut rules = String::new();
        for group in table.column_groups(level) {
            let heading = table.columns[group.start].headings.get(level);
            let title = heading.map(column_title).unwrap_or_default();
            let _ = write!(
                text,
                "table.cell(colspan: {}, align: center)[{}], ",
                group.len(),
                escape(&title)
            );
            if !title.is_empty() {
                let _ = write!(
                    rules,
                    "table.hline(start: {}, end: {}, stroke: 0.4pt), ",
                    stub + group.start,
                    stub + group.end
                );
            }
        }
        let _ = writeln!(text, "\n        {}", rules.trim_end());
    }
    let dimensions = table.row_dimensions.iter();
    let dimensions = dimensions.map(|dimension| line(dimension.title()));
    let columns = table.columns.iter();
    let columns =
        columns.map(|column| column.headings.last().map(column_title).unwrap_or_default());
    let titles = dimensions.chain(columns);
    let titles: Vec<String> = titles
        .map(|title| format!("[{}]", escape(&title)))
        .collect();
    let _ = writeln!(text, "        {},\n      ),", titles.join(", "));
}

fn push_rows(text: &mut String, table: &Table) {
    let groups = row_groups(table);
    for (index, row) in table.rows.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| table.rows.get(index));
        if before.is_some() && groups.iter().any(|group| group.start == index) {
            text.push_str("      table.hline(stroke: 0.5pt),\n");
        }
        let new = first_new_heading(before, row);
        let headings = row.headings.iter().enumerate().map(|(level, heading)| {
            if level < new {
                "[]".to_owned()
            } else {
                format!("[{}]", escape(&cited_title(heading)))
            }
        });
        let cells = row.cells.iter().map(|cell| cell_text(table, cell));
        let cells: Vec<String> = headings.chain(cells).collect();
        let _ = writeln!(text, "      {},", cells.join(", "));
    }
}

fn cell_text(table: &Table, cell: &Cell) -> String {
    let printed = match &cell.printed {
        Printed::Words(words) => escape(words),
        Printed::Number { value, spread } => {
            let beside = match spread {
                Spread::Interval(low, high) => format!(" \\[{}, {}\\]", number(low), number(high)),
                spread => spread.text("\u{a0}±\u{a0}", number),
            };
            format!("{}{beside}", number(value))
        }
    };
    let mark = mark_of(table, cell);
    let marked = match mark {
        Mark::Bold => format!("#strong[{printed}]"),
        Mark::Underline => format!("#underline[{printed}]"),
        Mark::Italic => format!("#emph[{printed}]"),
        Mark::Shade | Mark::None => printed,
    };
    let trailing = trailing(table, cell).map(|text| format!("#super[{}]", escape(&text)));
    let text = format!("[{marked}{}]", trailing.unwrap_or_default());
    if mark == Mark::Shade {
        format!("table.cell(fill: luma(225)){text}")
    } else {
        text
    }
}

fn notes(table: &Table) -> Vec<String> {
    let legend = legend(table, mark_word).map(|legend| escape(&capitalised(&legend)));
    let notes = table.notes.iter().map(|note| escape(&line(note)));
    let footnotes = table.footnotes.iter().map(|footnote| {
        let text = escape(&footnote_text(footnote));
        format!("#super[{}] {text}", footnote.letter)
    });
    let references = table.references.iter().map(|reference| {
        escape(&format!(
            "[{}] {}",
            line(&reference.key),
            line(&reference.text)
        ))
    });
    legend
        .into_iter()
        .chain(notes)
        .chain(footnotes)
        .chain(references)
        .collect()
}

/// The number with a minus sign instead of a hyphen.
fn number(text: &str) -> String {
    text.replace('-', "−")
}

/// The text as itself: every sign of ASCII that could be markup has a backslash before it.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The label with every character that a reference could stumble over replaced.
fn label(label: &str) -> String {
    label
        .chars()
        .map(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ':' | '.' | '_' | '-' => character,
            _ => '-',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_is_text() {
        assert_eq!(escape("#x_1 $a$ [b] 1."), r"\#x\_1 \$a\$ \[b\] 1\.");
    }
}
