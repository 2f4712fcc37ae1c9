//! Plugins: finding and building them, and the worker processes they run in.
//!
//! The engine never loads a plugin into its own process. For a shared library it starts `emospec worker LIBRARY`, which
//! loads it ([`host`]); a plugin that is a program is started itself. Both speak lines of JSON over stdin and stdout
//! ([`wire`] lists the messages); arrays are files that are mapped. What a plugin does wrong therefore costs one call: the
//! worker is dropped with everything it started, and the next call starts a fresh one.
//!
//! | what a plugin may do | what sees it |
//! | --- | --- |
//! | panic, return an error | the SDK's shim, which turns it into a failure |
//! | abort, crash, exit, close its pipes | [`client`], by the end of the pipe or of the process |
//! | never return, or hold too much memory | [`client`], which looks at the clock and at [`process`] while it waits |
//! | print to stdout | [`host`]'s guard of descriptor 1 |
//! | leave processes behind | [`host`] for libraries, [`process`] for programs |
//! | return what is no output of its task | [`outputs`], and [`arrays`] for its files |
//! | return columns that it describes otherwise | [`emitted`] |
//! | give a manifest that lies | [`manifest`] |
//!
//! Finding: a plugin is a folder or a shared library named after it, looked for in `--plugin-path`,
//! `EMOSPEC_PLUGIN_PATH`, the `plugins/` folder and `.emospec/plugins` of the workspace the spec or the current folder lies
//! in, and `emospec/plugins` in the user's data folder. A folder that holds a `Cargo.toml` is built when its library is
//! older than its sources; one with a `plugin.yaml` is a program. Two plugins of one name are an error.

mod arrays;
mod build;
mod client;
mod connection;
#[cfg(any(test, fuzzing))]
pub mod conversation;
mod discover;
mod emitted;
mod error;
mod executable;
mod factory;
mod host;
mod interruption;
mod last_words;
mod limits;
mod manifest;
mod outputs;
mod params_schema;
mod process;
mod program;
mod store;
mod subreaper;
mod surroundings;
mod wire;

pub use arrays::{read_column, read_columns, write_column, write_parts};
pub use client::{CallEvent, Canceller, Worker};
pub use discover::{Found, SearchPath};
pub use emitted::emitted_dataset;
pub use error::PluginError;
pub use executable::{ExecutableSpec, FILE as EXECUTABLE_FILE};
pub use factory::WorkerFactory;
pub use host::run_worker;
pub use interruption::Interruption;
pub use limits::Limits;
pub use manifest::{ComponentCard, Manifest, ModelCard};
pub use outputs::{check_outputs, check_rows};
pub use program::Program;
pub use store::{ReadyPlugin, Store};
pub use surroundings::Surroundings;
pub use wire::{ColumnFile, DataType, FileRole, RowsFile, TaskDocument};
