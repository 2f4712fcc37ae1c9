//! Datasets: rows with named columns, stored in parts.

mod absent;
mod export;
mod facts;
pub mod fold;
pub mod format;
mod from_files;
mod interpret;
mod standardiser;
mod values;

pub use absent::{AbsentFile, is_absent, is_part_absent};
pub use export::{ExportError, export};
pub use facts::{ColumnFacts, DatasetFacts, PartFacts};
pub use from_files::{FilesDataset, FoundFiles};
pub use standardiser::Standardiser;
pub use values::{ColumnKind, Dataset, Part, Values};
