//! Rows of two views with their targets: read from the contract's rows, checked, and gathered in batches.

mod rows;
mod task;

pub use rows::{Pairs, Targets};
pub use task::{PairTask, fitted_views, view};
