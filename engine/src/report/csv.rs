use ::csv::{Terminator, Writer, WriterBuilder};

use super::ReportError;
use super::text::line;
use crate::tabulate::{Column, Content, Heading, Table, word};

/// The table as CSV: a column for each row dimension, then for each column of the table its `mean`, `std`, `n` and
/// `note` (why there is no value). Numbers are as measured, at full precision, not in percent.
///
/// # Errors
/// When the writer fails.
pub fn csv(table: &Table) -> Result<String, ReportError> {
    let mut writer = writer();
    let dimensions = table
        .row_dimensions
        .iter()
        .map(|dimension| word(*dimension).to_owned());
    let columns = table.columns.iter().flat_map(|column| {
        let path = path(column);
        ["mean", "std", "n", "note"].map(|number| inert(&format!("{path} {number}")))
    });
    write(&mut writer, dimensions.chain(columns))?;
    for row in &table.rows {
        let headings = row.headings.iter().map(title);
        let cells = row.cells.iter().flat_map(|cell| match &cell.content {
            Content::Value { trials, mean, std } => [
                mean.to_string(),
                std.map_or_else(String::new, |std| std.to_string()),
                trials.to_string(),
                String::new(),
            ],
            Content::Missing { trials, .. } => [
                String::new(),
                String::new(),
                trials.to_string(),
                inert(&cell.printed.to_string()),
            ],
            Content::Absent => [const { String::new() }; 4],
        });
        write(&mut writer, headings.chain(cells))?;
    }
    finish(writer)
}

/// A writer to memory with the line ends of all our files.
pub(super) fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new())
}

/// Writes one record.
pub(super) fn write(
    writer: &mut Writer<Vec<u8>>,
    fields: impl IntoIterator<Item = String>,
) -> Result<(), ReportError> {
    writer
        .write_record(fields.into_iter().map(String::into_bytes))
        .map_err(|error| ReportError::Csv(error.to_string()))
}

/// What was written.
pub(super) fn finish(writer: Writer<Vec<u8>>) -> Result<String, ReportError> {
    let bytes = writer
        .into_inner()
        .map_err(|error| ReportError::Csv(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| ReportError::Csv(error.to_string()))
}

fn path(column: &Column) -> String {
    let titles: Vec<String> = column
        .headings
        .iter()
        .map(|heading| line(&heading.title))
        .filter(|title| !title.is_empty())
        .collect();
    titles.join(" / ")
}

fn title(heading: &Heading) -> String {
    inert(&line(&heading.title))
}

/// The text with a quote before it where a spreadsheet would take it for a formula.
pub(super) fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
