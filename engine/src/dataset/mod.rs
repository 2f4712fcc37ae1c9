//! Datasets: rows with named columns, stored in parts.

mod absent;
mod divided;
mod export;
mod facts;
pub mod fold;
pub mod format;
mod from_files;
mod interpret;
mod layout;
mod paired;
pub mod pairing;
mod plain_path;
mod sources;
mod standardiser;
mod stored;
mod unfit;
mod values;

pub use absent::{AbsentFile, is_absent, is_part_absent};
pub use divided::divided;
pub use export::{ExportError, export};
pub use facts::{ColumnFacts, DatasetFacts, PartFacts};
pub use from_files::{FilesDataset, FoundFiles, text_taken_from};
pub use layout::{description, plain_layout};
pub use paired::paired;
pub use plain_path::plain_path;
pub use sources::{ArchiveSource, FileSource, Sources};
pub use standardiser::Standardiser;
pub use stored::{read_stored, store};
pub use unfit::Unfit;
pub use values::{ColumnKind, Dataset, Part, Values};
