//! The lines of column groups.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::column::TextColumn;
use super::grid::{RULE, wrapped};
use crate::report::panel::{span_width, stub_width};
use crate::report::text::column_title;
use crate::tabulate::Table;

/// The titles of column groups, each centred over its columns with a rule below; the outermost first.
pub(super) fn group_lines(
    table: &Table,
    headings: &[TextColumn],
    columns: &[TextColumn],
    panel: &Range<usize>,
) -> Vec<String> {
    let mut lines = Vec::new();
    for level in 0..table.column_dimensions.len().saturating_sub(1) {
        let titles = group_titles(table, level, headings, columns, panel);
        let height = titles
            .iter()
            .map(|title| title.lines.len())
            .max()
            .unwrap_or(0);
        for row in 0..height {
            lines.push(placed(titles.iter().filter_map(|title| {
                let text = title
                    .lines
                    .get((row + title.lines.len()).checked_sub(height)?)?;
                Some((
                    title.start + title.width.saturating_sub(text.width()) / 2,
                    text.clone(),
                ))
            })));
        }
        if height > 0 {
            lines.push(placed(
                titles
                    .iter()
                    .map(|title| (title.start, RULE.to_string().repeat(title.width))),
            ));
        }
    }
    lines
}

/// The title of a column group and the place it spans.
struct GroupTitle {
    start: usize,
    width: usize,
    lines: Vec<String>,
}

/// The titles of one level that stand in a panel, of which a group may be only partly in it.
fn group_titles(
    table: &Table,
    level: usize,
    headings: &[TextColumn],
    columns: &[TextColumn],
    panel: &Range<usize>,
) -> Vec<GroupTitle> {
    let widths = |columns: &[TextColumn]| -> Vec<usize> {
        columns.iter().map(|column| column.width).collect()
    };
    let (stub, widths) = (stub_width(&widths(headings)), widths(columns));
    let mut titles = Vec::new();
    for group in table.column_groups(level) {
        let span = group.start.max(panel.start)..group.end.min(panel.end);
        let heading = table
            .columns
            .get(group.start)
            .and_then(|column| column.headings.get(level));
        let title = heading.map(column_title).unwrap_or_default();
        if !span.is_empty() && !title.is_empty() {
            let before = widths.get(panel.start..span.start).unwrap_or_default();
            let width = span_width(&widths, &span);
            titles.push(GroupTitle {
                start: stub + stub_width(before),
                width,
                lines: wrapped(&title, width),
            });
        }
    }
    titles
}

/// A line with texts at given places, left to right.
fn placed(texts: impl Iterator<Item = (usize, String)>) -> String {
    texts.fold(String::new(), |line, (start, text)| {
        let gap = start.saturating_sub(line.width());
        format!("{line}{}{text}", " ".repeat(gap))
    })
}
