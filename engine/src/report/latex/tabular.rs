//! One panel as a `tabular` environment.

use std::fmt::Write as _;
use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::LONGEST_HEADING;
use crate::report::text::{column_title, first_new_heading, line, mark_of, row_title};
use crate::spec::Mark;
use crate::tabulate::{Cell, Printed, Table};
use crate::text::latex::escape;

/// Writes the row headings and the columns of a panel.
pub(super) fn push_tabular(text: &mut String, table: &Table, panel: &Range<usize>) {
    let headings: String = (0..table.row_dimensions.len())
        .map(|level| heading_column(table, level))
        .collect();
    let _ = writeln!(
        text,
        "  \\begin{{tabular}}{{{headings}{}}}",
        "r".repeat(panel.len())
    );
    text.push_str("    \\toprule\n");
    let levels = table.column_dimensions.len();
    for level in 0..levels.saturating_sub(1) {
        push_groups(text, table, level, panel);
    }
    let dimensions = table
        .row_dimensions
        .iter()
        .map(|dimension| escape(&line(dimension.title())));
    let columns = table.columns.get(panel.clone()).unwrap_or_default();
    let titles = columns
        .iter()
        .map(|column| column.headings.last().map(column_title).unwrap_or_default());
    push_row(text, dimensions.chain(titles.map(|title| escape(&title))));
    text.push_str("    \\midrule\n");
    let deviations = widest_deviations(table);
    for (index, row) in table.rows.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| table.rows.get(index));
        let new = first_new_heading(before, row);
        if before.is_some() && new + 1 < row.headings.len() {
            text.push_str("    \\addlinespace\n");
        }
        let headings = row.headings.iter().enumerate();
        let headings = headings.map(|(level, heading)| {
            if level < new {
                String::new()
            } else {
                escape(&row_title(heading))
            }
        });
        let cells = row
            .cells
            .iter()
            .zip(&deviations)
            .skip(panel.start)
            .take(panel.len());
        let cells = cells.map(|(cell, deviation)| cell_text(table, cell, deviation.as_deref()));
        push_row(text, headings.chain(cells));
    }
    text.push_str("    \\bottomrule\n  \\end{tabular}\n");
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

/// The longest deviation printed in each column.
fn widest_deviations(table: &Table) -> Vec<Option<String>> {
    let deviation = |cell: &Cell| match &cell.printed {
        Printed::Number { std, .. } => std.clone(),
        Printed::Words(_) => None,
    };
    (0..table.columns.len())
        .map(|column| {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
            cells.filter_map(deviation).max_by_key(String::len)
        })
        .collect()
}

fn cell_text(table: &Table, cell: &Cell, widest: Option<&str>) -> String {
    let text = match &cell.printed {
        Printed::Words(words) => escape(words),
        Printed::Number { mean, std } => {
            let mean = marked(mark_of(table, cell.mark), &signed(mean));
            match (std, widest) {
                (Some(std), widest) => {
                    let missing = "0".repeat(widest.map_or(0, str::len).saturating_sub(std.len()));
                    let pad = if missing.is_empty() {
                        missing
                    } else {
                        format!("\\phantom{{{missing}}}")
                    };
                    format!("{mean}\\,$\\pm$\\,{pad}{std}")
                }
                (None, Some(widest)) => format!("{mean}\\phantom{{\\,$\\pm$\\,{widest}}}"),
                (None, None) => mean,
            }
        }
    };
    match cell.footnotes.join(",") {
        letters if letters.is_empty() => text,
        letters => format!("{text}\\textsuperscript{{{letters}}}"),
    }
}

fn marked(mark: Mark, text: &str) -> String {
    match mark {
        Mark::Bold => format!("\\textbf{{{text}}}"),
        Mark::Underline => format!("\\underline{{{text}}}"),
        Mark::None => text.to_owned(),
    }
}

/// The number with a minus sign instead of a hyphen.
fn signed(number: &str) -> String {
    number
        .strip_prefix('-')
        .map_or_else(|| number.to_owned(), |digits| format!("$-${digits}"))
}
