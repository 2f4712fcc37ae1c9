//! Tables as text: terminal, LaTeX, Typst, Markdown, CSV, JSON, HTML; scores as `scores.csv`; dataset cards.
//!
//! The same table gives the same bytes. Titles, captions and messages are anybody's text: each format escapes them, so
//! that none of them can break out of its cell.

mod card;
mod choices_csv;
mod csv;
mod html;
mod json;
mod latex;
mod markdown;
mod panel;
mod rejections_csv;
mod scores_csv;
mod terminal;
mod text;
mod typst;

pub use self::csv::csv;
pub use card::{card_json, card_markdown, card_terminal, croissant, render_card};
pub use choices_csv::write_choices;
pub use html::{html, html_notes, html_table};
pub use json::json;
pub use latex::{LatexStyle, Numbers, latex, standalone_document};
pub use markdown::markdown;
pub use rejections_csv::write_rejections;
pub use scores_csv::{SCORES_HEADER, ScoresCsvError, read_scores, write_scores};
pub use terminal::{TerminalStyle, terminal};
pub use typst::typst;

use crate::tabulate::Table;
use crate::text::csv::CsvError;

/// Why a table or scores cannot be written as text.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The CSV writer failed.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// The JSON writer failed.
    #[error("failed to write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The table in every format, each with the extension of its file.
///
/// # Errors
/// When a writer fails; writing to memory gives it no cause to.
pub fn render_all(table: &Table) -> Result<Vec<(&'static str, String)>, ReportError> {
    Ok(vec![
        ("txt", terminal(table, &TerminalStyle::default())),
        ("tex", latex(table, LatexStyle::default())),
        ("md", markdown(table)),
        ("csv", csv(table)?),
        ("json", json(table)?),
    ])
}

#[cfg(test)]
mod tests;
