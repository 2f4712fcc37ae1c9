//! `rejected-DATASET.csv`: one line for each file or row that a dataset goes without.

use super::ReportError;
use crate::text::csv::{finish, inert, write, writer};
use crate::validate::Rejection;

/// The rejections as CSV, in the order given.
///
/// # Errors
/// When the writer fails; writing to memory gives it no cause to.
pub fn write_rejections(rejections: &[Rejection]) -> Result<String, ReportError> {
    let mut writer = writer();
    write(&mut writer, ["file", "row", "reason"].map(str::to_owned))?;
    for Rejection { file, row, reason } in rejections {
        write(&mut writer, [file, row, reason].map(|text| inert(text)))?;
    }
    Ok(finish(writer)?)
}
