//! Plugins: finding and building them, and the worker processes they run in.
//!
//! The engine never loads a plugin into its own process. It starts `emospec worker LIBRARY` and talks to it in lines
//! of JSON over stdin and stdout ([`wire`] lists the messages); arrays are files that the worker maps. What a plugin
//! does wrong therefore costs one call: the worker is dropped, and the next call starts a fresh one.
//!
//! Finding: a plugin is a folder or a shared library named after it, looked for in this order: `--plugin-path`,
//! `EMOSPEC_PLUGIN_PATH`, the `plugins/` folder of the workspace the spec or the current folder lies in,
//! `.emospec/plugins`. A folder that holds a `Cargo.toml` is built when its library is older than its sources.

mod arrays;
mod build;
mod client;
mod discover;
mod error;
mod library;
mod manifest;
mod store;
mod wire;
mod worker;

pub use arrays::{read_column, write_column};
pub use client::{CallEvent, Canceller, Worker, WorkerFactory};
pub use discover::{Found, SearchPath};
pub use error::PluginError;
pub use manifest::{ComponentCard, Manifest, ModelCard};
pub use store::{ReadyPlugin, Store};
pub use wire::{ColumnFile, DataType, FileRole, RowsFile, TaskDocument};
pub use worker::run_worker;
