//! Records of CSV in memory, with the line ends of all our files.

use ::csv::{Terminator, Writer, WriterBuilder};

/// Why records cannot be written as CSV; writing to memory gives no cause to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to write CSV: {0}")]
pub struct CsvError(String);

/// A writer to memory.
pub fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new())
}

/// Writes one record.
///
/// # Errors
/// When the writer fails.
pub fn write(
    writer: &mut Writer<Vec<u8>>,
    fields: impl IntoIterator<Item = String>,
) -> Result<(), CsvError> {
    writer
        .write_record(fields.into_iter().map(String::into_bytes))
        .map_err(|error| CsvError(error.to_string()))
}

/// What was written.
///
/// # Errors
/// When the writer fails.
pub fn finish(writer: Writer<Vec<u8>>) -> Result<String, CsvError> {
    let bytes = writer
        .into_inner()
        .map_err(|error| CsvError(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| CsvError(error.to_string()))
}

/// The text with a quote before it where a spreadsheet would take it for a formula.
pub fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
