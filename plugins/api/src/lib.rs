//! The plugin contract of `emospec`: C types and nothing else.
//!
//! A plugin is a shared library that carries any number of *sources* (make the columns of a dataset), *extractors*
//! (turn columns into a view) and *models*. It exports two symbols:
//!
//! 1. `uint32_t emospec_abi_version(void)`, which returns [`ABI_VERSION`]. Nothing else is called before it agrees.
//! 2. `const Plugin *emospec_plugin(void)`, which returns a table of functions that lives as long as the process.
//!
//! Arrays cross as `DLPack` tensors in host memory, row-major and without gaps; documents as UTF-8 JSON; errors as a
//! text with a code. The plugin never gives memory away: whatever it returns, it hands to a function of [`Host`]
//! during the call, and the engine copies it at once. Whatever the engine hands over is valid until the call returns.
//!
//! Every function returns [`OK`], or another number after it called [`Host::fail`].
//!
//! # What a plugin may not do
//!
//! It runs in a worker process of its own, so whatever it breaks ends one trial. A trial also ends, as failed, where the
//! plugin writes to standard output (it belongs to the engine: print to standard error, or use [`Host::log`]), leaves a
//! process behind when a call returns, or writes to files outside [`Host::scratch`].
//!
//! # Versions
//!
//! Every version has a module of its own ([`v1`]), which does not change once it is released, but for functions appended to
//! [`Host`] and [`Plugin`]: `struct_size` tells how many of them the other side knows. `emospec.h` is the current version
//! in C. An engine goes on loading the plugins of every version it ever loaded.
//!
//! # Documents
//!
//! *Manifest*, given to [`Host::document`] as `manifest`:
//!
//! ```json
//! {"name": "reference", "version": "0.1.0", "summary": "...",
//!  "models": [{"name": "chance", "summary": "...", "source": "where it is from", "tasks": ["classification"],
//!              "stochastic": false, "similarity": "cosine", "params_schema": {"type": "object"}}],
//!  "sources": [{"name": "pairs", "summary": "...", "source": "...", "params_schema": {}}],
//!  "extractors": [{"name": "mean", "summary": "...", "source": "...", "params_schema": {}}]}
//! ```
//!
//! Two more keys are optional. `environment` (an object of texts) names the versions of what results depend on besides the
//! plugin's own files: an interpreter, packages. `watch` (a list of absolute paths) names the files and folders whose change
//! makes a remembered manifest outdated.
//!
//! `params_schema` is a JSON Schema (2020-12) that refuses unknown keys and states every default: the engine checks
//! `params` with it and fills the defaults in before anything is called. Of its `examples`, `emospec plugin check` takes the
//! first for the parameters that it checks with, where the defaults will not do: a source may need a file, and a network
//! trained for hours by default is checked as well when it is small. `similarity` (`cosine`, `dot` or `euclidean`)
//! says how retrieval embeddings are compared. A model that is not `stochastic` ignores the seed.
//!
//! *Fit request*, given to [`Plugin::fit`] and [`Plugin::load`]:
//!
//! ```json
//! {"params": {}, "seed": 0,
//!  "task": {"type": "retrieval", "views": ["left", "right"], "target": "match", "auxiliary": {"left": "left_colour"},
//!           "classes": {"match": ["mismatched", "matched"], "left_colour": ["red", "green"]}}}
//! ```
//!
//! A source or an extractor with `"reads": "files"` is about the files of a folder, which the engine walks. Such a source finds
//! its files in the request, `"files": [{"name": "a/b.bin", "path": "/where/a/b.bin"}]`, and gives two parts: `rows`, which
//! has a text column `file` with the name of each row's file, and `rejected`, texts `file` and `reason`: files, or stretches
//! of them, that give no row. Such an extractor is handed the rows of one file, their numbers and a text column `path`, and
//! gives, beside the view, an output `rejected`: for each row a text, empty where the row has a view, else why it has none
//! (the view may then hold anything finite; it may be absent where no row has one). A file is never a reason to fail. A reason
//! that begins with `this time: ` is not kept: the next run asks again.
//!
//! An extractor with `"reads": "named-files"` reads files that columns of its rows name, such as one that makes a file for
//! each row. A source that makes files writes them into [`Host::scratch`], and gives a part `files` with a text column `file`, their
//! paths below it: the engine moves them to where a spec wants them.
//!
//! *Source and extractor request*: `{"params": {}, "seed": 0}`. A source also gives the document `columns`, before any
//! column: `{"left": {"role": "view"}, "match": {"role": "target", "classes": ["mismatched", "matched"]}}`.
//!
//! *Progress*, given to [`Host::progress`] once an epoch or step:
//! `{"epoch": 3, "epochs": 1000, "train_loss": 0.7, "validation_loss": 0.6}`; only `epoch` is required.
//!
//! *Report*, given to [`Host::document`] as `report` at the end of a fit, optional: any object.
//!
//! # Outputs of a model
//!
//! | task | column | shape |
//! | --- | --- | --- |
//! | classification | named as the target | rows x classes `f32` probabilities that sum to one |
//! | regression | named as the target | rows `f64` |
//! | retrieval | named as each view | rows x K `f32` embeddings, the same K for every view |
//! | any | named as an auxiliary target (optional) | as for a target of its kind |

mod dlpack;
pub mod v1;
pub mod words;

pub use dlpack::{DLDataType, DLDevice, DLTensor, DType};
pub use v1::*;

/// The symbol that returns the contract version of a plugin, in every version.
pub const VERSION_SYMBOL: &[u8] = b"emospec_abi_version\0";
/// The symbol that returns a plugin's function table.
pub const PLUGIN_SYMBOL: &[u8] = b"emospec_plugin\0";
