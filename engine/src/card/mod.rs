//! Dataset cards: what a reader wants to know of a dataset before using it, counted from its rows.
//!
//! A [`Card`] is a pure function of a dataset as read and of what its spec says about it. The same dataset gives the same
//! card.

mod class_counts;
mod dataset_card;
#[cfg(test)]
pub(crate) mod examples;
mod files;
mod numbers;
mod pair_matrix;
mod texts;
mod views;

pub use class_counts::ClassCounts;
pub use dataset_card::{About, Card, PartRows};
pub use files::{CardFile, HeldColumn};
pub use numbers::NumberSummary;
pub use pair_matrix::{PairMatrix, PairsOf};
pub use texts::TextSummary;
pub use views::ViewSummary;

pub use crate::audit::{PartOverlap, Sharing};
pub use crate::dataset::format::{Address, Format};
