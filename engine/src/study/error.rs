use crate::diagnostic::Diagnostics;
use crate::plugin::PluginError;

/// Why a study cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The dataset is no longer what was validated.
    #[error("the dataset has no column `{0}` that the study reads: run again")]
    Column(String),
    /// There is nothing to be played for a row.
    #[error("{row}: {why}")]
    Stimulus {
        /// The row, as part and number.
        row: String,
        /// What is wrong.
        why: String,
    },
    /// The plugin failed.
    #[error("{row}: {error}")]
    Plugin {
        /// The row, as part and number.
        row: String,
        /// What it said.
        error: Box<PluginError>,
    },
    /// The answers are not what questionnaires save.
    #[error("the answers are not what questionnaires save")]
    Answers(Box<Diagnostics>),
    /// A file cannot be written.
    #[error("failed to {what}: {error}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        error: std::io::Error,
    },
}
