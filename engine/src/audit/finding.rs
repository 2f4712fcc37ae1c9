use serde::{Deserialize, Serialize};

use crate::spec::Name;

/// One thing that an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was found, in one sentence without a full stop, its numbers first.
    pub sentence: String,
    /// How many rows or columns it is true of.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The columns it is about; it concerns the tasks that need all of them, every task where there are none.
    pub columns: Vec<Name>,
}
