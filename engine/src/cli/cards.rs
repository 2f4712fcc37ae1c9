//! The cards of the datasets of a spec.

use std::io;
use std::path::{Path, PathBuf};

use super::session::Prepared;
use crate::card::{About, Card, CardFile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::write_changed;
use crate::report::render_card;
use crate::spec::Name;
use crate::validate::read_dataset;

/// Writes a card in every format, as `FOLDER/DATASET.{txt,md,json,croissant.json}`.
///
/// # Errors
/// Where the folder cannot be written to.
pub(super) fn write_card(folder: &Path, card: &Card) -> io::Result<Vec<PathBuf>> {
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
    pub(super) fn card(&self, name: &Name) -> Result<Card, Diagnostics> {
        let data = read_dataset(&self.valid, name, &self.session.plugins)?;
        let (Some(validated), Some(spec)) = (
            self.valid.datasets.get(name),
            self.valid.spec.datasets.get(name),
        ) else {
            let mut found = Diagnostics::default();
            let message = format!("there is no dataset `{name}`");
            found.push(Diagnostic::error(Code::UnknownName, message));
            return Err(found);
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
        // Files of a folder are known by their canonical paths.
        let canonical = root.canonicalize().unwrap_or_else(|_| root.clone());
        let inputs = self.valid.datasets.get(origin).into_iter();
        let inputs = inputs.flat_map(|validated| &validated.inputs);
        let mut files: Vec<CardFile> = Vec::new();
        for input in inputs {
            let below = input
                .path
                .strip_prefix(&root)
                .or_else(|_| input.path.strip_prefix(&canonical));
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
