use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::client::WorkerFactory;
use super::discover::{Found, SearchPath};
use super::error::PluginError;
use super::manifest::Manifest;
use crate::files::{Digest, DigestMemo, write_atomic};

/// A plugin that was found, built and asked what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadyPlugin {
    /// The name it was asked for by.
    pub name: String,
    /// Its shared library.
    pub library: PathBuf,
    /// The digest of the library.
    pub digest: Digest,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Every plugin asked for so far. Manifests are remembered by digest under `memo/plugins`, so that an unchanged
/// plugin is not loaded to be asked again.
pub struct Store {
    /// Where plugins are looked for.
    pub search: SearchPath,
    /// How they are asked.
    pub workers: WorkerFactory,
    memo: Arc<DigestMemo>,
    manifests: PathBuf,
    tell: Box<dyn Fn(&str) + Send + Sync>,
    ready: Mutex<BTreeMap<String, Result<ReadyPlugin, PluginError>>>,
}

impl Store {
    /// A store that remembers manifests in the folder `manifests`; `tell` hears of long work.
    pub fn new(
        search: SearchPath,
        workers: WorkerFactory,
        memo: Arc<DigestMemo>,
        manifests: PathBuf,
        tell: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        Self {
            search,
            workers,
            memo,
            manifests,
            tell: Box::new(tell),
            ready: Mutex::default(),
        }
    }

    /// The plugin of that name, built where it must be.
    ///
    /// # Errors
    /// Where it is not found, cannot be built, or is no plugin of this contract.
    pub fn ready(&self, name: &str) -> Result<ReadyPlugin, PluginError> {
        if let Ok(ready) = self.ready.lock()
            && let Some(known) = ready.get(name)
        {
            return known.clone();
        }
        let outcome = self.prepare(name);
        if let Ok(mut ready) = self.ready.lock() {
            ready.insert(name.to_owned(), outcome.clone());
        }
        outcome
    }

    fn prepare(&self, name: &str) -> Result<ReadyPlugin, PluginError> {
        let library = match self.search.find(name)? {
            Found::Library(library) => library,
            Found::Package(package) => package.library(name, &self.tell)?,
        };
        let digest = self.memo.digest(&library).map_err(|error| {
            PluginError::system(
                format!("read plugin `{name}` at {}", library.display()),
                &error,
            )
        })?;
        let manifest = self.manifest(name, &library, &digest)?;
        Ok(ReadyPlugin {
            name: name.to_owned(),
            library,
            digest,
            manifest,
        })
    }

    fn manifest(
        &self,
        name: &str,
        library: &Path,
        digest: &Digest,
    ) -> Result<Manifest, PluginError> {
        let remembered = self.manifests.join(format!("{}.json", digest.as_str()));
        if let Some(manifest) = fs::read(&remembered)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        {
            return Ok(manifest);
        }
        let scratch = tempfile::tempdir()
            .map_err(|error| PluginError::system("make a temporary folder", &error))?;
        let mut worker = self.workers.start(name, library)?;
        let manifest = worker.manifest(scratch.path())?;
        // The memo only saves time: a cache that cannot be written is reported where it matters.
        let _ = serde_json::to_vec(&manifest)
            .map_err(std::io::Error::other)
            .and_then(|bytes| write_atomic(&remembered, &bytes));
        Ok(manifest)
    }
}
