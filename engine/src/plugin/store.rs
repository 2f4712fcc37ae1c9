use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::discover::{Found, SearchPath};
use super::error::PluginError;
use super::factory::WorkerFactory;
use super::manifest::Manifest;
use super::program::Program;
use crate::files::{Digest, DigestMemo, Stamp, write_atomic};

/// A plugin that was found, built and asked what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadyPlugin {
    /// The name it was asked for by.
    pub name: String,
    /// What a worker of it runs.
    pub program: Program,
    /// The digest of its files, and of the environment it says its results depend on.
    pub digest: Digest,
    /// The version of the contract it speaks.
    pub contract: u32,
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

    /// Whether the plugin of that name would be built alone, and for long, before it can be asked anything.
    pub fn is_unbuilt(&self, name: &str) -> bool {
        self.search
            .find(name)
            .is_ok_and(|found| !found.is_at_hand())
    }

    fn prepare(&self, name: &str) -> Result<ReadyPlugin, PluginError> {
        self.ready_at(name, &self.search.find(name)?)
    }

    /// The plugin that was found, under any name, built where it must be.
    ///
    /// # Errors
    /// Where it cannot be built, or is no plugin of this contract.
    pub fn ready_at(&self, name: &str, found: &Found) -> Result<ReadyPlugin, PluginError> {
        let program = match found {
            Found::Library(library) => Program::Library(library.clone()),
            Found::Package(package) => Program::Library(package.library(name, &self.tell)?),
            Found::Executable(executable) => Program::Executable(executable.clone()),
        };
        self.ask(name, program)
    }

    /// The plugin that a program is, under any name.
    ///
    /// # Errors
    /// Where it cannot be read, or is no plugin of a contract this engine knows.
    pub fn ask(&self, name: &str, program: Program) -> Result<ReadyPlugin, PluginError> {
        let unreadable = |error: &std::io::Error| {
            let path = program.path().display();
            PluginError::system(format!("read plugin `{name}` at {path}"), error)
        };
        let (own, foreign, key) = match &program {
            Program::Library(library) => {
                let digest = self
                    .memo
                    .digest(library)
                    .map_err(|error| unreadable(&error))?;
                (digest.clone(), None, digest)
            }
            Program::Executable(executable) => {
                let (command, arguments) = executable.command(name)?;
                let files = executable
                    .digest(&self.memo)
                    .map_err(|error| unreadable(&error))?;
                let own = Digest::of(format!("{} {arguments:?}", files.as_str()).as_bytes());
                let around = surroundings();
                let key = format!("{} {} {around:?}", own.as_str(), command.display());
                (own, Some(command), Digest::of(key.as_bytes()))
            }
        };
        let known = self.known(name, &program, &key)?;
        let environment = &known.manifest.environment;
        let digest = match foreign {
            // What says nothing of its environment is at least itself.
            Some(command) if environment.is_empty() => {
                let command = self
                    .memo
                    .digest(&command)
                    .map_err(|error| unreadable(&error))?;
                Digest::of(format!("{} {}", own.as_str(), command.as_str()).as_bytes())
            }
            _ if environment.is_empty() => own,
            _ => {
                let environment = serde_json::to_string(environment).unwrap_or_default();
                Digest::of(format!("{} {environment}", own.as_str()).as_bytes())
            }
        };
        Ok(ReadyPlugin {
            name: name.to_owned(),
            program,
            digest,
            contract: known.contract,
            manifest: known.manifest,
        })
    }

    fn known(&self, name: &str, program: &Program, key: &Digest) -> Result<Known, PluginError> {
        let remembered = self.manifests.join(format!("{}.json", key.as_str()));
        if let Some(known) = fs::read(&remembered)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Known>(&bytes).ok())
            .filter(|known| known.stamps == stamps(&known.manifest))
        {
            return Ok(known);
        }
        let scratch = tempfile::tempdir()
            .map_err(|error| PluginError::system("make a temporary folder", &error))?;
        let mut worker = self.workers.start(name, program)?;
        let manifest = worker.manifest(scratch.path())?;
        let known = Known {
            contract: worker.contract(),
            stamps: stamps(&manifest),
            manifest,
        };
        // The memo only saves time: a cache that cannot be written is reported where it matters.
        let _ = serde_json::to_vec(&known)
            .map_err(std::io::Error::other)
            .and_then(|bytes| write_atomic(&remembered, &bytes));
        Ok(known)
    }
}

/// What is remembered of a plugin.
#[derive(Serialize, Deserialize)]
struct Known {
    contract: u32,
    /// Of each watched path, in order; none for one that is not there.
    stamps: Vec<Option<Stamp>>,
    manifest: Manifest,
}

/// Variables by which interpreters find what they load: with others, a plugin has to be asked anew.
fn surroundings() -> BTreeMap<String, String> {
    let is_one = |name: &str| {
        name.starts_with("PYTHON")
            || name.starts_with("CONDA")
            || matches!(
                name,
                "PATH" | "PYENV_VERSION" | "VIRTUAL_ENV" | "LD_LIBRARY_PATH" | "LD_PRELOAD"
            )
    };
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| is_one(name))
        .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
        .collect()
}

fn stamps(manifest: &Manifest) -> Vec<Option<Stamp>> {
    let paths = manifest.watch.iter();
    paths.map(|path| Stamp::of(path).ok()).collect()
}
