use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{known, one};
use crate::cli::cards::write_card;
use crate::cli::screen::Screen;
use crate::cli::session::Prepared;
use crate::cli::{Common, Ended, SpecChoice};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::{ReportError, card_json, card_markdown, card_terminal, croissant};
use crate::spec::Name;

pub(super) const EXAMPLES: &str = "\
Examples:
  emospec data describe study.yaml                           every dataset of the spec
  emospec data describe study.yaml pairs --format markdown   a card to put in a repository
  emospec data describe study.yaml pairs --format croissant  JSON-LD metadata (Croissant 1.0)
  emospec data describe study.yaml --out cards               cards/DATASET.{txt,md,json,croissant.json}

The spec needs no tasks or models. A dataset that is made of a folder's files is made first.
`about: {license: ..., creators: [...], published: ..., cite: ...}` in a dataset's description
stands on its card.";

#[derive(Debug, Args)]
pub(in crate::cli) struct Describe {
    #[command(flatten)]
    choice: SpecChoice,
    /// The dataset; every one when left out
    #[arg(value_name = "DATASET")]
    dataset: Option<String>,
    /// The format
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
    /// Write the cards to this folder, in every format, and print the paths
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading here
    Terminal,
    /// For a repository
    Markdown,
    /// JSON-LD metadata of one dataset (Croissant 1.0)
    Croissant,
    /// Everything of one dataset, at full precision
    Json,
}

impl Describe {
    pub fn act(&self, common: &Common, screen: &Screen) -> Result<Ended, Diagnostics> {
        let Some(prepared) = Prepared::datasets(&self.choice, common, screen) else {
            return Ok(Ended::Unusable);
        };
        let names: Vec<&Name> = match &self.dataset {
            Some(wanted) => vec![known(&prepared, wanted)?],
            None => prepared.valid.datasets.keys().collect(),
        };
        if let Some(folder) = &self.out {
            return write(&prepared, &names, folder, screen);
        }
        let format = if screen.json() && self.format == Format::Terminal {
            Format::Json
        } else {
            self.format
        };
        let is_document = matches!(format, Format::Croissant | Format::Json);
        if is_document && names.len() != 1 {
            let there: Vec<_> = names.iter().map(|name| name.as_str()).collect();
            let message = "a JSON document describes one dataset".to_owned();
            let help = format!("name one of: {}", there.join(", "));
            return Err(one(Diagnostic::error(Code::UnknownName, message).help(help)));
        }
        let mut cards = Vec::new();
        for name in names {
            let card = prepared.card(name)?;
            cards.push(match format {
                Format::Terminal => card_terminal(&card, screen.width()),
                Format::Markdown => card_markdown(&card),
                Format::Croissant => croissant(&card).map_err(|error| unwritten(&error))?,
                Format::Json => card_json(&card).map_err(|error| unwritten(&error))?,
            });
        }
        screen.print(&cards.join("\n"));
        Ok(Ended::Good)
    }
}

fn unwritten(error: &ReportError) -> Diagnostics {
    one(Diagnostic::error(Code::NoResults, error.to_string()))
}

fn write(
    prepared: &Prepared,
    names: &[&Name],
    folder: &Path,
    screen: &Screen,
) -> Result<Ended, Diagnostics> {
    let mut written = Vec::new();
    for name in names {
        let card = prepared.card(name)?;
        let files = write_card(folder, &card).map_err(|error| {
            let message = format!("failed to write to {}: {error}", folder.display());
            one(Diagnostic::error(Code::NoResults, message))
        })?;
        written.extend(files);
    }
    if screen.json() {
        screen.print_json(&json!({ "written": written }));
    } else {
        for path in &written {
            screen.print(&path.display().to_string());
        }
    }
    Ok(Ended::Good)
}
