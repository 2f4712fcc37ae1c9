//! The journal: what every run did, trial by trial.
//!
//! ```text
//! CACHE/journal/EXPERIMENT/000001.jsonl   one run; the numbers count up, so that no clock decides what came later
//! ```
//!
//! Each line is the first 16 digits of the SHA-256 of what follows a space: a record in JSON ([`Record`]). A run has a file
//! of its own, made exclusively and only ever appended to, so that several engines may write journals at once, on a
//! network file system too. A line that a crash cut short, or that was damaged, is passed over: it costs the knowledge of
//! that record alone.
//!
//! What a trial left is in the cache, which does not depend on the journal. The journal tells what the cache cannot: how
//! long trials take and how much memory they need, so that long ones start first and fit together; what failed or was cut
//! short; and which inputs a trial had before, so that a miss can be explained.

#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod history;
mod miss;
mod read;
mod record;
mod write;

pub use history::{History, Needed};
pub use miss::Miss;
pub use read::{Reading, read};
pub use record::{End, Record};
pub use write::Journal;

/// Runs of an experiment whose journals are kept.
const KEPT: usize = 50;

/// Digits of the SHA-256 that a line begins with.
const CHECK: usize = 16;

#[cfg(test)]
mod tests;
