//! Dataset cards as text: for a terminal, as Markdown, as JSON, and as Croissant metadata.
//!
//! What a card says is put in [`Section`]s once; terminal and Markdown print the same ones.

mod croissant;
mod markdown;
mod section;
mod sections;
mod terminal;

pub use croissant::croissant;
pub use markdown::card_markdown;
pub use terminal::card_terminal;

use section::{Grid, Section};

use super::ReportError;
use crate::card::Card;

/// The card as JSON: everything counted, numbers at full precision, and the digest of every column.
///
/// # Errors
/// When the writer fails.
pub fn card_json(card: &Card) -> Result<String, ReportError> {
    let mut text = serde_json::to_string_pretty(card)?;
    text.push('\n');
    Ok(text)
}

/// The card in every format, each with the ending of its file.
///
/// # Errors
/// When a writer fails; writing to memory gives it no cause to.
pub fn render_card(card: &Card) -> Result<Vec<(&'static str, String)>, ReportError> {
    Ok(vec![
        (
            "txt",
            card_terminal(card, super::TerminalStyle::default().width),
        ),
        ("md", card_markdown(card)),
        ("json", card_json(card)?),
        ("croissant.json", croissant(card)?),
    ])
}

#[cfg(test)]
mod tests;
