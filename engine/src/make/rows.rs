use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use emospec_api::words::{FILE, REASON, REJECTED, THIS_TIME};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::folder_files::{FolderFile, FolderFiles};
use super::pieces::Pieces;
use super::{Making, Workshop, cannot_make};
use crate::dataset::{ColumnKind, Dataset, Part, Values};
use crate::diagnostic::{Diagnostic, printable};
use crate::files::Digest;
use crate::plugin::{PluginError, Worker, emitted_dataset};
use crate::spec::{Name, ROWS};
use crate::validate::{Component, FolderDataset};

/// Files handed to a source at once.
const BATCH: usize = 16;

/// What a source found in one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FileRows {
    /// What each column is.
    pub kinds: IndexMap<Name, ColumnKind>,
    /// The rows.
    pub part: Part,
    /// Why there are no rows, or fewer.
    pub rejected: Vec<String>,
}

impl FileRows {
    /// A file without rows.
    pub fn rejected(reason: String) -> Self {
        Self {
            kinds: IndexMap::new(),
            part: Part::default(),
            rejected: vec![reason],
        }
    }
}

/// Whether a reason may not hold another time.
pub(super) fn is_passing(reason: &str) -> bool {
    reason.starts_with(THIS_TIME)
}

fn piece_name(source: &Component, file: &FolderFile) -> Digest {
    Pieces::name(&json!({
        "rows": source.name, "plugin": source.plugin.digest, "contract": source.plugin.contract,
        "params": source.params, "file": file.sha256, "name": file.name,
    }))
}

impl Workshop<'_> {
    /// What is known of the rows of each file.
    pub(super) fn rows(
        &self,
        folder: &FolderDataset,
        files: &FolderFiles,
    ) -> Vec<Option<FileRows>> {
        let known = files.present.iter().map(|file| {
            let name = piece_name(&folder.source, file);
            let broken = || self.pieces.broken(&name).map(FileRows::rejected);
            self.pieces.get(&name).or_else(broken)
        });
        known.collect()
    }

    /// Finds the rows of files in which they are not known.
    pub(super) fn find_rows(
        &self,
        folder: &FolderDataset,
        files: &FolderFiles,
        making: Making<'_>,
    ) -> Result<(), Box<Diagnostic>> {
        let known = self.rows(folder, files);
        let unread: Vec<&FolderFile> = files
            .present
            .iter()
            .zip(&known)
            .filter(|(_, rows)| rows.is_none())
            .map(|(file, _)| file)
            .collect();
        if unread.is_empty() {
            return Ok(());
        }
        let what = format!("{}: rows by {}", folder.name, folder.source.kind);
        making.watcher.begins(&what, unread.len());
        let batches: Vec<_> = unread.chunks(BATCH).collect();
        let outcome = in_parallel(&batches, making.jobs, |batch, worker| {
            self.read_batch(&folder.source, batch, worker, making)
        });
        making.watcher.ends();
        outcome.map_err(|error| refusal(&folder.source, &error))
    }

    /// Reads a batch of files; where the source breaks over it, file by file.
    fn read_batch(
        &self,
        source: &Component,
        batch: &[&FolderFile],
        worker: &mut Option<Worker>,
        making: Making<'_>,
    ) -> Result<(), PluginError> {
        match self.asked(source, batch, worker) {
            Ok(found) => {
                for file in batch {
                    let rows = found.get(&file.name).cloned().unwrap_or_else(|| {
                        FileRows::rejected(format!("source `{}` said nothing of it", source.kind))
                    });
                    let name = piece_name(source, file);
                    let passing = rows.rejected.iter().find(|reason| is_passing(reason));
                    match self.changed(file).as_ref().or(passing) {
                        Some(reason) => self.pieces.breaks(&name, reason),
                        None => self.keep(&name, &rows)?,
                    }
                    making.watcher.advances();
                }
                Ok(())
            }
            Err(PluginError::Broken { .. }) if batch.len() > 1 => {
                *worker = None;
                batch
                    .iter()
                    .try_for_each(|file| self.read_batch(source, &[file], worker, making))
            }
            Err(error @ PluginError::Broken { .. }) => {
                *worker = None;
                let reason = format!("source `{}` broke over it: {}", source.kind, error.cause());
                for file in batch {
                    self.pieces.breaks(&piece_name(source, file), &reason);
                    making
                        .watcher
                        .says(&format!("warning: {}: {reason}", printable(&file.name)));
                    making.watcher.advances();
                }
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn keep<T: Serialize>(&self, name: &Digest, piece: &T) -> Result<(), PluginError> {
        self.pieces.put(name, piece).map_err(|error| {
            let folder = self.pieces.folder().display();
            PluginError::system(format!("write to the cache at {folder}"), &error)
        })
    }

    /// Why what was read of a file does not count: it changed meanwhile.
    pub(super) fn changed(&self, file: &FolderFile) -> Option<String> {
        let now = self.digests.digest(&file.path);
        let is_same = now.is_ok_and(|sha256| sha256 == file.sha256);
        (!is_same).then(|| "it changed while it was read".to_owned())
    }

    /// What a source says of files, by name.
    fn asked(
        &self,
        source: &Component,
        batch: &[&FolderFile],
        worker: &mut Option<Worker>,
    ) -> Result<BTreeMap<String, FileRows>, PluginError> {
        let outputs = self.scratch()?;
        let worker = self.worker(source, worker)?;
        let named = batch
            .iter()
            .map(|file| json!({"name": file.name, "path": file.path}));
        let files: Vec<_> = named.collect();
        let request = json!({"params": source.params, "seed": 0, "files": files});
        let (described, columns) = worker.read(&source.name, request, outputs.path())?;
        worker.finish()?;
        let largest = self.plugins.workers.limits.memory;
        let broken = |what: String| PluginError::Broken {
            what,
            stderr: Vec::new(),
        };
        let dataset =
            emitted_dataset(described, &columns, outputs.path(), largest).map_err(broken)?;
        by_file(&dataset, batch).map_err(broken)
    }
}

/// The rows and rejections of each file.
fn by_file(dataset: &Dataset, batch: &[&FolderFile]) -> Result<BTreeMap<String, FileRows>, String> {
    let texts = |part: &str, column: &str| -> Result<Vec<String>, String> {
        let Some(part) = dataset.parts.get(part) else {
            return Ok(Vec::new());
        };
        match part.columns.get(column) {
            Some(Values::Text(texts)) => Ok(texts.clone()),
            _ => Err(format!(
                "gave rows of files without a column of text `{column}`"
            )),
        }
    };
    let mut places: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (row, file) in (0..).zip(texts(ROWS, FILE)?) {
        places.entry(file).or_default().push(row);
    }
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, reason) in texts(REJECTED, FILE)?
        .into_iter()
        .zip(texts(REJECTED, REASON)?)
    {
        let reason = printable(&reason).into_owned();
        reasons.entry(file).or_default().push(reason);
    }
    let is_asked = |name: &String| batch.iter().any(|file| file.name == *name);
    if let Some(other) = places
        .keys()
        .chain(reasons.keys())
        .find(|name| !is_asked(name))
    {
        return Err(format!(
            "gave rows of a file that it was not handed: {}",
            printable(other)
        ));
    }
    let kinds: IndexMap<Name, ColumnKind> = dataset
        .columns
        .iter()
        .filter(|(name, _)| {
            dataset
                .parts
                .get(ROWS)
                .is_some_and(|rows| rows.columns.contains_key(*name))
        })
        .map(|(name, kind)| (name.clone(), kind.clone()))
        .collect();
    let mut found = BTreeMap::new();
    for file in batch {
        let rows = places.remove(&file.name).unwrap_or_default();
        let rejected = reasons.remove(&file.name).unwrap_or_default();
        if rows.is_empty() && rejected.is_empty() {
            continue;
        }
        let columns = dataset
            .parts
            .get(ROWS)
            .into_iter()
            .flat_map(|part| &part.columns);
        let columns = columns.map(|(name, values)| (name.clone(), values.at(&rows)));
        let part = Part {
            rows: rows.len(),
            columns: columns.collect(),
        };
        let kinds = kinds.clone();
        found.insert(
            file.name.clone(),
            FileRows {
                kinds,
                part,
                rejected,
            },
        );
    }
    Ok(found)
}

/// What a plugin cannot do at all.
pub(super) fn refusal(component: &Component, error: &PluginError) -> Box<Diagnostic> {
    cannot_make(
        format!("`{}` cannot work: {}", component.kind, error.cause()),
        "what is done so far is kept; mend what it says and run again",
    )
}

/// Does every piece of work, some at once, each thread with a worker of its own; the first error stops new starts.
pub(super) fn in_parallel<W: Sync>(
    work: &[W],
    jobs: usize,
    act: impl Fn(&W, &mut Option<Worker>) -> Result<(), PluginError> + Sync,
) -> Result<(), PluginError> {
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, work.len().max(1)) {
            scope.spawn(|| {
                let mut worker = None;
                while let Some(piece) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = act(piece, &mut worker) {
                        next.store(work.len(), Ordering::Relaxed);
                        if let Ok(mut failure) = failure.lock() {
                            failure.get_or_insert(error);
                        }
                    }
                }
            });
        }
    });
    let failure = failure.into_inner().unwrap_or_default();
    failure.map_or(Ok(()), Err)
}

impl Workshop<'_> {
    /// The worker of a component, started where there is none, and its time begun.
    pub(super) fn worker<'w>(
        &self,
        component: &Component,
        worker: &'w mut Option<Worker>,
    ) -> Result<&'w mut Worker, PluginError> {
        let mut ready = match worker.take() {
            Some(worker) => worker,
            None => self
                .plugins
                .workers
                .start(&component.plugin.name, &component.plugin.program)?,
        };
        ready.begin();
        Ok(worker.insert(ready))
    }

    pub(super) fn scratch(&self) -> Result<tempfile::TempDir, PluginError> {
        self.cache
            .scratch()
            .map_err(|error| PluginError::system("make a folder in the cache", &error))
    }
}
