use std::collections::BTreeMap;

use emospec_api::words::{PATH, REJECTED};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::folder_files::{FolderFile, FolderFiles};
use super::pieces::Pieces;
use super::rows::{FileRows, in_parallel, is_passing, refusal};
use super::{Making, Workshop};
use crate::dataset::{Part, Values};
use crate::diagnostic::{Diagnostic, printable};
use crate::files::Digest;
use crate::plugin::{FileRole, PluginError, RowsFile, Worker, read_columns, write_column};
use crate::spec::Name;
use crate::validate::Component;

/// What an extractor depends on of a row: its numbers, by name.
type RowKey = Vec<(String, u64)>;

/// The views of rows of one file, whichever were asked for so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct ViewPiece {
    views: BTreeMap<RowKey, Result<Vec<f32>, String>>,
}

/// The views of the rows of one file, in their order: each, or why there is none, or nothing where it was not computed yet.
#[derive(Debug, Clone)]
pub(super) struct FileView {
    pub views: Vec<Option<Result<Vec<f32>, String>>>,
}

impl FileView {
    pub fn rows(&self) -> usize {
        self.views.len()
    }

    /// Rows whose view was not computed yet.
    pub fn missing(&self) -> usize {
        self.views.iter().filter(|view| view.is_none()).count()
    }
}

fn piece_name(extractor: &Component, file: &FolderFile) -> Digest {
    Pieces::name(&json!({
        "view": extractor.name, "plugin": extractor.plugin.digest, "contract": extractor.plugin.contract,
        "params": extractor.params, "file": file.sha256,
    }))
}

fn keys(part: &Part) -> Vec<RowKey> {
    let numbers = part
        .columns
        .iter()
        .filter_map(|(name, values)| match values {
            Values::Numbers(numbers) => Some((name.as_str(), numbers)),
            _ => None,
        });
    let numbers: Vec<_> = numbers.collect();
    let key = |row: usize| {
        let cells = numbers.iter();
        cells
            .map(|(name, numbers)| ((*name).to_owned(), numbers[row].to_bits()))
            .collect()
    };
    (0..part.rows).map(key).collect()
}

impl Workshop<'_> {
    /// What is known of the views of each file's rows; nothing of a file whose rows are not known.
    pub(super) fn views(
        &self,
        extractor: &Component,
        files: &FolderFiles,
        rows: &[Option<FileRows>],
    ) -> Vec<Option<FileView>> {
        let of_file = |(file, rows): (&FolderFile, &Option<FileRows>)| {
            let rows = rows.as_ref()?;
            let name = piece_name(extractor, file);
            let piece: ViewPiece = self.pieces.get(&name).unwrap_or_default();
            let broken = self.pieces.broken(&name);
            let view = |key: RowKey| {
                let known = piece.views.get(&key).cloned();
                known.or_else(|| broken.clone().map(Err))
            };
            let views = keys(&rows.part).into_iter().map(view).collect();
            Some(FileView { views })
        };
        files.present.iter().zip(rows).map(of_file).collect()
    }

    /// Computes the views of rows that have none yet.
    pub(super) fn extract(
        &self,
        view: &Name,
        extractor: &Component,
        files: &FolderFiles,
        rows: &[Option<FileRows>],
        making: Making<'_>,
    ) -> Result<(), Box<Diagnostic>> {
        let known = self.views(extractor, files, rows);
        let work: Vec<(&FolderFile, Part)> = files
            .present
            .iter()
            .zip(rows.iter().zip(&known))
            .filter_map(|(file, (rows, known))| {
                let known = known.as_ref().filter(|known| known.missing() > 0)?;
                let missing = (0..).zip(&known.views).filter(|(_, view)| view.is_none());
                let places: Vec<u32> = missing.map(|(row, _)| row).collect();
                let columns = rows.as_ref()?.part.columns.iter();
                let numbers = columns.filter(|(_, values)| matches!(values, Values::Numbers(_)));
                let part = Part {
                    rows: places.len(),
                    columns: numbers
                        .map(|(name, values)| (name.clone(), values.at(&places)))
                        .collect(),
                };
                Some((file, part))
            })
            .collect();
        if work.is_empty() {
            return Ok(());
        }
        making
            .watcher
            .begins(&format!("{view} by {}", extractor.kind), work.len());
        let outcome = in_parallel(&work, making.jobs, |(file, part), worker| {
            let outcome = self.extract_file(extractor, file, part, worker, making);
            making.watcher.advances();
            outcome
        });
        making.watcher.ends();
        outcome.map_err(|error| refusal(extractor, &error))
    }

    fn extract_file(
        &self,
        extractor: &Component,
        file: &FolderFile,
        part: &Part,
        worker: &mut Option<Worker>,
        making: Making<'_>,
    ) -> Result<(), PluginError> {
        let name = piece_name(extractor, file);
        match self.computed(extractor, file, part, worker) {
            Ok(views) => {
                if let Some(reason) = self.changed(file) {
                    self.pieces.breaks(&name, &reason);
                    return Ok(());
                }
                let mut piece: ViewPiece = self.pieces.get(&name).unwrap_or_default();
                for (key, view) in keys(part).into_iter().zip(views) {
                    match view {
                        Err(reason) if is_passing(&reason) => self.pieces.breaks(&name, &reason),
                        view => drop(piece.views.insert(key, view)),
                    }
                }
                self.keep(&name, &piece)
            }
            Err(error @ PluginError::Broken { .. }) => {
                *worker = None;
                let reason = format!(
                    "extractor `{}` broke over it: {}",
                    extractor.kind,
                    error.cause()
                );
                self.pieces.breaks(&name, &reason);
                making
                    .watcher
                    .says(&format!("warning: {}: {reason}", printable(&file.name)));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn computed(
        &self,
        extractor: &Component,
        file: &FolderFile,
        part: &Part,
        worker: &mut Option<Worker>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, PluginError> {
        let folder = self.scratch()?;
        let outputs = folder.path().join("outputs");
        let unwritten = |error: std::io::Error| PluginError::system("write to the cache", &error);
        std::fs::create_dir(&outputs).map_err(unwritten)?;
        let paths = vec![file.path.to_string_lossy().into_owned(); part.rows];
        let mut columns = Vec::new();
        let write = |stem: &str, name: &str, role, values: &Values| {
            write_column(folder.path(), stem, name, role, values).map_err(unwritten)
        };
        columns.push(write(PATH, PATH, FileRole::Text, &Values::Text(paths))?);
        for (index, (name, values)) in part.columns.iter().enumerate() {
            columns.push(write(
                &index.to_string(),
                name.as_str(),
                FileRole::Target,
                values,
            )?);
        }
        let rows = RowsFile {
            count: part.rows as u64,
            columns,
        };
        let worker = self.worker(extractor, worker)?;
        let request = json!({"params": extractor.params, "seed": 0});
        let files = worker.extract(&extractor.name, request, rows, &outputs)?;
        worker.finish()?;
        let largest = self.plugins.workers.limits.memory;
        let columns = read_columns(&files, &outputs, largest);
        columns
            .and_then(|columns| views_of(columns, part.rows))
            .map_err(|what| PluginError::Broken {
                what,
                stderr: Vec::new(),
            })
    }
}

/// The view of each row, of what an extractor returned.
fn views_of(
    columns: Vec<(String, Values)>,
    rows: usize,
) -> Result<Vec<Result<Vec<f32>, String>>, String> {
    let mut reasons = vec![String::new(); rows];
    let mut view = None;
    for (name, values) in columns {
        match values {
            Values::Text(texts) if name == REJECTED && texts.len() == rows => reasons = texts,
            Values::Matrix { width, data }
                if view.is_none() && width > 0 && data.len() == rows * width =>
            {
                view = Some((width, data));
            }
            _ => {
                return Err(format!(
                    "returned a column `{}` that is no view of its rows",
                    printable(&name)
                ));
            }
        }
    }
    let mut views = Vec::with_capacity(rows);
    for (row, reason) in reasons.into_iter().enumerate() {
        let values = view
            .as_ref()
            .map(|(width, data)| &data[row * width..][..*width]);
        views.push(match values {
            _ if !reason.is_empty() => Err(printable(&reason).into_owned()),
            Some(values) if values.iter().all(|value| value.is_finite()) => Ok(values.to_vec()),
            Some(_) => return Err(format!("returned a view that is not finite in row {row}")),
            None => return Err("returned no view, and no reason for it".to_owned()),
        });
    }
    Ok(views)
}
