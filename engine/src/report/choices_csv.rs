//! `choices.csv`: one line for each tuned model, fold and seed.

use super::ReportError;
use crate::choose::Choice;
use crate::text::csv::{finish, write, writer};

const HEADER: [&str; 8] = [
    "dataset",
    "task",
    "split",
    "fold",
    "seed",
    "model",
    "candidate",
    "inner_score",
];

/// The choices as CSV, in the order given.
///
/// # Errors
/// When the writer fails; writing to memory gives it no cause to.
pub fn write_choices(choices: &[Choice]) -> Result<String, ReportError> {
    let mut writer = writer();
    write(&mut writer, HEADER.map(str::to_owned))?;
    for choice in choices {
        let fields = [
            choice.dataset.to_string(),
            choice.task.to_string(),
            choice.split.to_string(),
            choice.fold.to_string(),
            choice.seed.to_string(),
            choice.model.to_string(),
            choice.candidate.to_string(),
            choice.inner_score.to_string(),
        ];
        write(&mut writer, fields)?;
    }
    Ok(finish(writer)?)
}
