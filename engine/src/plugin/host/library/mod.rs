//! A plugin's shared library inside a worker: opened, its version asked, and called through that version's functions.
//!
//! Every version of the contract is an adapter to [`Contract`] in a module of its own. An old one stays when a new one
//! comes. The library is never closed: its threads and statics may outlive any call.
#![expect(
    unsafe_code,
    reason = "this is where a foreign library is opened; each block states what it relies on"
)]

mod v1;

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use emospec_api::VERSION_SYMBOL;
use libloading::Library;
use serde_json::Value;

use crate::plugin::wire::{Done, LogLine, RowsFile};

/// What a call tells while it runs.
pub(in crate::plugin::host) trait Listener: Sync {
    fn progress(&self, progress: Value);
    fn log(&self, line: LogLine);
}

/// How a call ended.
pub(in crate::plugin::host) enum Outcome {
    Done(Done),
    Failed(String),
    Cancelled,
}

/// What a call may use.
pub(in crate::plugin::host) struct Allowance<'a> {
    pub listener: &'a dyn Listener,
    pub cancelled: &'a AtomicBool,
    pub threads: u32,
    pub scratch: &'a Path,
}

/// A fitted model of the plugin.
pub(in crate::plugin::host) struct Fitted(*mut c_void);

/// A plugin of any version of the contract.
///
/// `request` is the JSON document the version's calls take; arrays a call returns are written under `outputs`.
pub(in crate::plugin::host) trait Contract {
    fn version(&self) -> u32;
    fn manifest(&self, allowance: &Allowance<'_>) -> Outcome;
    fn read(
        &self,
        allowance: &Allowance<'_>,
        source: &str,
        request: &str,
        outputs: &Path,
    ) -> Outcome;
    fn extract(
        &self,
        allowance: &Allowance<'_>,
        extractor: &str,
        request: &str,
        rows: &RowsFile,
        outputs: &Path,
    ) -> Outcome;
    fn fit(
        &self,
        allowance: &Allowance<'_>,
        model: &str,
        request: &str,
        train: &RowsFile,
        validation: Option<&RowsFile>,
    ) -> Result<(Fitted, Done), Outcome>;
    fn predict(
        &self,
        allowance: &Allowance<'_>,
        fitted: &Fitted,
        rows: &RowsFile,
        outputs: &Path,
    ) -> Outcome;
    fn save(&self, allowance: &Allowance<'_>, fitted: &Fitted, file: &Path) -> Outcome;
    fn load(
        &self,
        allowance: &Allowance<'_>,
        model: &str,
        request: &str,
        file: &Path,
    ) -> Result<(Fitted, Done), Outcome>;
    fn release(&self, fitted: &Fitted);
}

/// Opens a library and finds the adapter for the version it says it speaks; nothing else is called before.
pub(in crate::plugin::host) fn open(path: &Path) -> Result<Box<dyn Contract>, String> {
    // SAFETY: opening runs the library's initialisers. That is what this process is for: whatever they do wrong ends this
    // worker, not the engine.
    let library = unsafe { Library::new(path) }.map_err(|error| with_source(&error))?;
    let library = ManuallyDrop::new(library);
    // SAFETY: the symbol has this type in every version of the contract.
    let version = unsafe { library.get::<extern "C" fn() -> u32>(VERSION_SYMBOL) }
        .map_err(|_| "it is not a plugin: it does not export `emospec_abi_version`".to_owned())?;
    match version() {
        emospec_api::v1::ABI_VERSION => Ok(Box::new(v1::Adapter::of(library)?)),
        other => Err(format!(
            "it speaks version {other} of the plugin contract, and this engine versions 1 to {}",
            emospec_api::ABI_VERSION
        )),
    }
}

/// The dynamic loader says what is wrong only in the source of its error.
fn with_source(error: &libloading::Error) -> String {
    use std::error::Error;
    error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests;
