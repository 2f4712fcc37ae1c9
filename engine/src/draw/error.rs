use crate::text::csv::CsvError;

/// Why a figure cannot be written; no figure gives cause to it.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The PDF writer failed.
    #[error("failed to write PDF: {0}")]
    Pdf(#[from] std::io::Error),
    /// The PNG writer failed.
    #[error("failed to write PNG: {0}")]
    Png(String),
    /// The CSV writer failed.
    #[error(transparent)]
    Csv(#[from] CsvError),
}
