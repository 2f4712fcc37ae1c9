//! Audits: what of a dataset and a split makes scores mean less than they seem to.
//!
//! Each audit is a pure function from the rows of a [`Subject`] (a split of a dataset, and what is asked on it) to
//! [`Finding`]s; [`AUDITS`] names them all. An audit finds nothing where nothing is wrong.

mod between_parts;
mod class_balance;
mod column_bits;
mod constant_columns;
mod content_overlap;
mod duplicate_columns;
#[cfg(test)]
mod examples;
mod finding;
mod group_overlap;
mod id_overlap;
mod label_leak;
mod mann_whitney;
mod overlap;
mod registry;
mod ridge;
mod side;
mod subject;

pub use between_parts::{PartOverlap, Sharing, overlaps_of_parts, repeated_rows};
pub use finding::Finding;
pub use mann_whitney::{RankTest, rank_test};
pub use registry::{AUDITS, Audit, Concerns};
pub use side::{ChosenRows, Side};
pub use subject::{Question, Subject};
