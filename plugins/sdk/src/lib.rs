//! Write sources, extractors and models for `emospec` in safe Rust.
//!
//! A model is a struct that can be serialised, a struct of parameters, one `impl` and one line that exports it:
//!
//! ```
//! use emospec_sdk::prelude::*;
//!
//! /// How the mean is taken.
//! #[derive(Serialize, Deserialize, JsonSchema, Default)]
//! #[serde(deny_unknown_fields, default)]
//! struct Params {
//!     /// Rows added to each class before counting.
//!     smoothing: f64,
//! }
//!
//! #[derive(Serialize, Deserialize)]
//! struct Prior {
//!     target: String,
//!     probabilities: Vec<f32>,
//! }
//!
//! impl Model for Prior {
//!     type Params = Params;
//!     const CARD: ModelCard = ModelCard {
//!         name: "prior",
//!         summary: "Predicts the class frequencies of the training rows.",
//!         source: "Folklore.",
//!         tasks: &[TaskType::Classification],
//!         stochastic: false,
//!         similarity: Similarity::Cosine,
//!     };
//!
//!     fn fit(fit: &Fit<'_, Params>) -> Result<Self, Error> {
//!         let task = fit.task;
//!         let mut counts = vec![fit.params.smoothing; task.class_count(&task.target)?];
//!         for &class in fit.train.classes(&task.target)? {
//!             counts[usize::try_from(class)?] += 1.0;
//!         }
//!         let total: f64 = counts.iter().sum();
//!         let probabilities = counts.iter().map(|count| (count / total) as f32).collect();
//!         Ok(Self { target: task.target.clone(), probabilities })
//!     }
//!
//!     fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
//!         let mut outputs = Outputs::default();
//!         let repeated = self.probabilities.repeat(rows.count());
//!         outputs.matrix(&self.target, self.probabilities.len(), repeated)?;
//!         Ok(outputs)
//!     }
//! }
//!
//! emospec_sdk::export_plugin! {
//!     name: "prior",
//!     summary: "The smallest baseline.",
//!     models: [Prior],
//! }
//! # fn main() {}
//! ```
//!
//! [`conformance_tests!`] makes a test of each rule that results rest on: put it into `tests/conformance.rs`.
//!
//! The shared library is built with `crate-type = ["cdylib"]`; the folder `plugins/NAME` of a workspace is found by name.

mod component;
mod conformance;
mod environment;
mod error;
mod export;
mod from_files;
mod outputs;
mod rows;
mod run;
mod shim;
mod task;

pub use component::{
    ComponentCard, Emitted, Extractor, Fit, Model, ModelCard, Similarity, Source, SourceColumn,
};
pub use emospec_api::words::THIS_TIME;
pub use environment::Environment;
pub use error::Error;
pub use from_files::{FileExtractor, FileRows, FileSource, InputFile, Rejected};
pub use outputs::{Output, Outputs};
pub use rows::Rows;
pub use run::{Progress, Run};
pub use task::{Role, Task, TaskType};

/// What [`export_plugin!`] and [`conformance_tests!`] expand to; not for use by hand.
#[doc(hidden)]
pub mod private {
    pub use crate::conformance::assert_kept;
    pub use crate::export::{ExtractorEntry, ModelEntry, Registration, SourceEntry};
    pub use crate::shim::plugin_table;
    pub use emospec_api::{ABI_VERSION, Plugin};
}

/// Everything a plugin usually needs.
pub mod prelude {
    pub use crate::{
        ComponentCard, Emitted, Error, Extractor, FileExtractor, FileRows, FileSource, Fit,
        InputFile, Model, ModelCard, Outputs, Progress, Rejected, Role, Rows, Run, Similarity,
        Source, SourceColumn, Task, TaskType,
    };
    pub use schemars::JsonSchema;
    pub use serde::{Deserialize, Serialize};
}
