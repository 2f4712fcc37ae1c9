//! Making datasets of folders: rows found in files, views computed of them, labels given or predicted.
//!
//! Everything is kept in pieces, each named by what it depends on and nothing else, under `pieces/` in the cache:
//!
//! | piece | of | depends on |
//! | --- | --- | --- |
//! | rows | one file | source (plugin digest, parameters), the file's digest and name |
//! | view | the rows of one file | extractor (plugin digest, parameters), the file's digest, the numbers of each row |
//! | labels | all rows | a trial like any other: its predictions are an entry of the cache |
//! | dataset | all of it | the names of all of the above, and what the spec says of columns and labels |
//!
//! So a file that is replaced has its own rows found and its own views computed, and a row that moves costs one row. What is
//! left to do is told before it is done: [`Workshop::look`](crate::validate::Maker::look) reads no file but for its digest,
//! and [`Workshop::make`] does the steps. A file that cannot be read is a [`Rejection`](crate::validate::Rejection); a plugin that crashes or hangs over a
//! file is one, too, but is not kept: the next run tries again.

mod asking;
mod assembling;
mod assembly;
mod calibration;
mod files_made;
mod folder_files;
mod given;
mod pieces;
mod predicted;
mod rows;
mod views;
mod watcher;

use std::collections::BTreeMap;

pub use files_made::RECIPE;
pub use pieces::Pieces;
pub use watcher::MakeWatcher;

use folder_files::FolderFiles;
use rows::FileRows;

use crate::cache::{Cache, Lease};
use crate::diagnostic::{Code, Diagnostic};
use crate::files::DigestMemo;
use crate::plugin::Store;
use crate::spec::Name;
use crate::spec::load::LoadedSpec;
use crate::validate::{FolderDataset, Looked, Maker, Step, Surroundings};

/// Where datasets are made.
pub struct Workshop<'a> {
    /// Where predictions of labels are kept.
    pub cache: &'a Cache,
    /// That this engine uses the cache.
    pub lease: &'a Lease,
    /// Where pieces are kept.
    pub pieces: &'a Pieces,
    /// Plugins.
    pub plugins: &'a Store,
    /// Digests of files.
    pub digests: &'a DigestMemo,
}

/// How a dataset is made.
#[derive(Clone, Copy)]
pub struct Making<'a> {
    /// Files worked on at once.
    pub jobs: usize,
    /// What hears of it.
    pub watcher: &'a dyn MakeWatcher,
}

/// What is known of a folder's dataset short of its labels.
struct Found {
    files: FolderFiles,
    rows: Vec<FileRows>,
    views: BTreeMap<Name, Vec<views::FileView>>,
}

impl Maker for Workshop<'_> {
    fn look(
        &self,
        folder: &FolderDataset,
        loaded: &LoadedSpec,
        around: &Surroundings<'_>,
    ) -> Result<Looked, Box<Diagnostic>> {
        let found = match self.found(folder)? {
            Ok(found) => found,
            Err(steps) => return Ok(Looked::Pending(steps)),
        };
        self.assembled(folder, &found, loaded, around)
    }
}

impl Workshop<'_> {
    /// Does the steps that are left for a dataset, but for those of others that it waits for.
    ///
    /// # Errors
    /// Where no file can be worked on: a program is missing, a plugin refuses, the folder cannot be written to.
    pub fn make(
        &self,
        folder: &FolderDataset,
        loaded: &LoadedSpec,
        around: &Surroundings<'_>,
        making: Making<'_>,
    ) -> Result<(), Box<Diagnostic>> {
        if let Some(make) = folder.make.as_ref().filter(|_| !folder.root.is_dir()) {
            self.make_files(folder, make, making)?;
        }
        let files = self.files(folder)?;
        self.find_rows(folder, &files, making)?;
        let rows = self.rows(folder, &files);
        for (view, extractor) in &folder.extract {
            self.extract(view, extractor, &files, &rows, making)?;
        }
        if self.found(folder)?.is_ok() {
            self.predict_labels(folder, loaded, around, making)?;
        }
        Ok(())
    }

    /// What was found and computed so far, or else what is left to do.
    fn found(&self, folder: &FolderDataset) -> Result<Result<Found, Vec<Step>>, Box<Diagnostic>> {
        if let Some(make) = folder.make.as_ref().filter(|_| !folder.root.is_dir()) {
            let step = Step::Make {
                with: make.kind.clone(),
                folder: folder.root.clone(),
            };
            return Ok(Err(vec![step]));
        }
        Self::check_recipe(folder)?;
        let files = self.files(folder)?;
        let rows = self.rows(folder, &files);
        let mut steps = Vec::new();
        let unread: Vec<String> = files
            .present
            .iter()
            .zip(&rows)
            .filter(|(_, rows)| rows.is_none())
            .map(|(file, _)| file.name.clone())
            .collect();
        if !unread.is_empty() {
            steps.push(Step::Read {
                with: folder.source.kind.clone(),
                known: files.present.len() - unread.len(),
                files: unread.clone(),
            });
        }
        let mut views = BTreeMap::new();
        for (view, extractor) in &folder.extract {
            let of_files = self.views(extractor, &files, &rows);
            let mut lacking = unread.clone();
            let (mut left, mut known) = (0, 0);
            for (file, held) in files.present.iter().zip(&of_files) {
                let Some(held) = held else { continue };
                let gaps = held.missing();
                if gaps > 0 {
                    lacking.push(file.name.clone());
                }
                left += gaps;
                known += held.rows() - gaps;
            }
            lacking.sort();
            if !lacking.is_empty() {
                steps.push(Step::Extract {
                    view: view.clone(),
                    with: extractor.kind.clone(),
                    files: lacking,
                    rows: left,
                    known,
                });
            }
            views.insert(view.clone(), of_files.into_iter().flatten().collect());
        }
        if !steps.is_empty() {
            let predicted = folder.labels.iter();
            steps.extend(predicted.filter_map(|(label, spec)| asking::step(label, spec)));
            return Ok(Err(steps));
        }
        Ok(Ok(Found {
            rows: rows.into_iter().flatten().collect(),
            files,
            views,
        }))
    }
}

fn cannot_make(message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Code::CannotMake, message).help(help.to_owned()))
}
