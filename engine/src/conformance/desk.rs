use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::table::Table;
use super::under_check::UnderCheck;
use super::watch::Watch;
use crate::plugin::{
    PluginError, Program, ReadyPlugin, RowsFile, Worker, WorkerFactory, write_column,
};

/// How long a call may take that is not asked to be quick.
const PATIENCE: Duration = Duration::from_mins(2);

/// Where the calls to one component are made: its workers, and the folders they are handed.
pub(super) struct Desk {
    plugin: ReadyPlugin,
    workers: WorkerFactory,
    folder: TempDir,
    watch: Watch,
    /// The worker that rules share.
    shared: Option<Worker>,
    /// How many workers were shared so far: a fitted model lives as long as its worker.
    generation: u64,
    handed: usize,
    /// What a worker said of something printed to standard output.
    printed: Option<String>,
}

impl Desk {
    /// A desk for a component of a plugin, whose workers are those of `workers` with limits and folders of their own.
    pub fn new(subject: &UnderCheck, workers: &WorkerFactory) -> Result<Self, PluginError> {
        let failed = |error: &io::Error| PluginError::system("make a folder to check in", error);
        let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
        for name in ["handed", "calls"] {
            std::fs::create_dir(folder.path().join(name)).map_err(|error| failed(&error))?;
        }
        let watch = Watch::new(folder.path().join("watched"), &subject.path)
            .map_err(|error| failed(&error))?;
        let mut plugin = subject.plugin.clone();
        // The worker of a library runs in another folder.
        if let Program::Library(library) = &mut plugin.program {
            *library = std::path::absolute(&*library).map_err(|error| failed(&error))?;
        }
        let mut workers = workers.clone();
        workers.threads = 1;
        workers.limits.timeout = PATIENCE;
        workers.surroundings = Some(watch.surroundings());
        Ok(Self {
            plugin,
            workers,
            folder,
            watch,
            shared: None,
            generation: 0,
            handed: 0,
            printed: None,
        })
    }

    /// A worker that nothing was asked yet.
    pub fn fresh(&self) -> Result<Worker, PluginError> {
        self.workers.start(&self.plugin.name, &self.plugin.program)
    }

    /// A worker that nothing was asked yet, and may use that many threads.
    pub fn fresh_with_threads(&self, threads: usize) -> Result<Worker, PluginError> {
        let workers = WorkerFactory {
            threads,
            ..self.workers.clone()
        };
        workers.start(&self.plugin.name, &self.plugin.program)
    }

    /// A worker that nothing was asked yet, and whose calls are ended after that long.
    pub fn fresh_with_limit(&self, timeout: Duration) -> Result<Worker, PluginError> {
        let mut workers = self.workers.clone();
        workers.limits.timeout = timeout;
        workers.start(&self.plugin.name, &self.plugin.program)
    }

    /// Makes calls to the worker that rules share; one that broke is not used again. The folder is for what the calls
    /// write, and gone afterwards.
    pub fn call<T>(
        &mut self,
        calls: impl FnOnce(&mut Worker, &Path) -> Result<T, PluginError>,
    ) -> Result<T, PluginError> {
        self.generation()?;
        let mut worker = self.shared.take().map_or_else(|| self.fresh(), Ok)?;
        let outcome = self.call_to(&mut worker, calls);
        if matches!(outcome, Ok(_) | Err(PluginError::Failed { .. })) {
            self.shared = Some(worker);
        }
        outcome
    }

    /// Makes calls to a worker.
    pub fn call_to<T>(
        &mut self,
        worker: &mut Worker,
        calls: impl FnOnce(&mut Worker, &Path) -> Result<T, PluginError>,
    ) -> Result<T, PluginError> {
        let folder = TempDir::new_in(self.folder.path().join("calls"))
            .map_err(|error| PluginError::system("make a folder for a call", &error))?;
        worker.begin();
        let outcome = calls(worker, folder.path());
        let outcome = outcome.and_then(|value| worker.finish().map(|()| value));
        if let Err(error) = &outcome
            && error.is_about_stdout()
        {
            self.printed.get_or_insert_with(|| error.cause());
        }
        outcome
    }

    /// The number of the worker that rules share, which is started where there is none.
    pub fn generation(&mut self) -> Result<u64, PluginError> {
        if self.shared.is_none() {
            self.shared = Some(self.fresh()?);
            self.generation += 1;
        }
        Ok(self.generation)
    }

    /// Hands over the columns of those names.
    pub fn hand(&mut self, table: &Table, names: &[&str]) -> Result<RowsFile, PluginError> {
        let failed = |error: &io::Error| PluginError::system("write the rows to check with", error);
        let folder = self.folder.path().join("handed");
        let mut columns = Vec::new();
        for column in &table.columns {
            if !names.contains(&column.name) {
                continue;
            }
            self.handed += 1;
            let stem = self.handed.to_string();
            let file = write_column(&folder, &stem, column.name, column.role, &column.values)
                .map_err(|error| failed(&error))?;
            for path in [Some(&file.file), file.offsets.as_ref()]
                .into_iter()
                .flatten()
            {
                self.watch.hand(path).map_err(|error| failed(&error))?;
            }
            columns.push(file);
        }
        Ok(RowsFile {
            count: table.count as u64,
            columns,
        })
    }

    /// Hands over a file with these bytes.
    pub fn hand_file(&mut self, bytes: &[u8]) -> Result<PathBuf, PluginError> {
        let failed = |error: &io::Error| PluginError::system("write a file to check with", error);
        self.handed += 1;
        let path = self
            .folder
            .path()
            .join("handed")
            .join(self.handed.to_string());
        std::fs::write(&path, bytes).map_err(|error| failed(&error))?;
        self.watch.hand(&path).map_err(|error| failed(&error))?;
        Ok(path)
    }

    /// A path for a file that outlives a call.
    pub fn keep(&mut self, name: &str) -> PathBuf {
        self.handed += 1;
        self.folder.path().join(format!("{}-{name}", self.handed))
    }

    /// What the columns of a call may hold, in bytes.
    pub fn largest(&self) -> u64 {
        self.workers.limits.memory
    }

    /// What was written that should not have been.
    pub fn left_behind(&self) -> Option<String> {
        self.watch.found()
    }

    /// What was said of something printed to standard output.
    pub fn printed(&self) -> Option<&str> {
        self.printed.as_deref()
    }
}
