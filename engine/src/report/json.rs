use super::ReportError;
use crate::tabulate::Table;

/// The table as JSON: its structure, numbers at full precision (fractions, not percent), whole messages, marks, and
/// what is printed.
///
/// # Errors
/// When the writer fails.
pub fn json(table: &Table) -> Result<String, ReportError> {
    let mut text = serde_json::to_string_pretty(table)?;
    text.push('\n');
    Ok(text)
}
