use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{known, one};
use crate::card::{About, Card, CardFile};
use crate::cli::screen::Screen;
use crate::cli::session::Prepared;
use crate::cli::{Common, Ended, SpecChoice};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::write_changed;
use crate::report::{ReportError, card_json, card_markdown, card_terminal, croissant, render_card};
use crate::spec::Name;
use crate::validate::read_dataset;

pub(super) const EXAMPLES: &str = "\
Examples:
  emospec data describe study.yaml                            every dataset of the spec
  emospec data describe study.yaml pairs --format markdown    a card to put in a repository
  emospec data describe study.yaml pairs --format croissant   JSON-LD metadata (MLCommons Croissant 1.0)
  emospec data describe study.yaml --out cards                every format, as cards/DATASET.{txt,md,json,croissant.json}

The spec needs no tasks or models. A dataset that is made of a folder's files is made first. `about: {license: ...,
creators: [...], published: ..., cite: ...}` in a dataset's description stands on its card.";

#[derive(Debug, Args)]
pub(super) struct Describe {
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
    /// JSON-LD metadata of one dataset (MLCommons Croissant 1.0)
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
        let format = match screen.json() {
            true if self.format == Format::Terminal => Format::Json,
            _ => self.format,
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

/// Writes a card in every format, as `FOLDER/DATASET.{txt,md,json,croissant.json}`.
///
/// # Errors
/// Where the folder cannot be written to.
pub(in crate::cli) fn write_card(folder: &Path, card: &Card) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (ending, text) in render_card(card).map_err(io::Error::other)? {
        let path = folder.join(format!("{}.{ending}", card.name));
        write_changed(&path, text.as_bytes())?;
        written.push(path);
    }
    Ok(written)
}

impl Prepared {
    /// The card of a dataset that is there.
    ///
    /// # Errors
    /// Where it can no longer be read.
    pub(in crate::cli) fn card(&self, name: &Name) -> Result<Card, Diagnostics> {
        let data = read_dataset(&self.valid, name, &self.session.plugins)?;
        let (Some(validated), Some(spec)) = (
            self.valid.datasets.get(name),
            self.valid.spec.datasets.get(name),
        ) else {
            let message = format!("there is no dataset `{name}`");
            return Err(one(Diagnostic::error(Code::UnknownName, message)));
        };
        let origins = self.origins(name);
        let about = About {
            name,
            spec,
            facts: &validated.facts,
            left_out: origins
                .iter()
                .filter_map(|origin| self.valid.datasets.get(*origin))
                .map(|origin| origin.rejected.len())
                .sum(),
        };
        let files = origins.iter().flat_map(|origin| self.files(name, origin));
        let card = Card::of(about, &data, files.collect());
        validated.keep_read(data);
        Ok(card)
    }

    /// The datasets whose files a dataset is read from: itself, or what it is made of.
    fn origins<'a>(&'a self, name: &'a Name) -> Vec<&'a Name> {
        let (Some(validated), Some(spec)) = (
            self.valid.datasets.get(name),
            self.valid.spec.datasets.get(name),
        ) else {
            return Vec::new();
        };
        let sources = spec.made_of();
        if !validated.inputs.is_empty() || sources.is_empty() {
            return vec![name];
        }
        let mut origins: Vec<&Name> = Vec::new();
        for source in sources {
            for origin in self.origins(source) {
                if !origins.contains(&origin) {
                    origins.push(origin);
                }
            }
        }
        origins
    }

    /// The files of `origin`, by their paths below its root.
    fn files(&self, name: &Name, origin: &Name) -> Vec<CardFile> {
        let datasets = &self.valid.spec.datasets;
        let (Some(spec), Some(of_origin)) = (datasets.get(name), datasets.get(origin)) else {
            return Vec::new();
        };
        let root = self
            .valid
            .folder
            .join(of_origin.root.as_deref().unwrap_or("."));
        let inputs = self.valid.datasets.get(origin).into_iter();
        let inputs = inputs.flat_map(|validated| &validated.inputs);
        let mut files: Vec<CardFile> = Vec::new();
        for input in inputs {
            let below = input.path.strip_prefix(&root);
            let path = below.map_or_else(
                |_| input.path.file_name().unwrap_or_default().to_string_lossy(),
                Path::to_string_lossy,
            );
            // A file may hold columns of several parts.
            if !files.iter().any(|file| file.path == path) {
                files.push(CardFile::of(spec, path.into_owned(), input.sha256.clone()));
            }
        }
        files
    }
}
