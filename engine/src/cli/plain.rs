//! Text in columns without lines, for a terminal of a given width.

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

/// A table without lines.
pub(super) fn plain_table(width: usize) -> Table {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

/// Its lines, none of which ends in white space.
pub(super) fn printed(table: &Table) -> String {
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// A paragraph, its lines set in by two, after a label.
pub(super) fn paragraph(label: &str, text: &str, width: usize) -> String {
    let mut table = plain_table(width);
    let label = if label.is_empty() {
        String::new()
    } else {
        format!("{label}: ")
    };
    table.add_row([String::new(), format!("{label}{text}")]);
    printed(&table)
}
