//! Two models against each other: is a difference more than noise? Pure.
//!
//! For each [`Question`] (a metric of a dataset, task, split and query) the two are compared over trials, which says what
//! other seeds or other training rows would change, and over items, which says what other rows or queries would change with
//! the models as they were trained. [`compare`] computes both; [`settle`] picks the test that the verdict rests on, adjusts
//! its p over all questions, and leaves every other number beside it. What cannot be tested says why.

mod comparison;
mod correction;
mod found;
mod items;
mod numbers;
mod question;
mod settle;
mod tables;
mod test;
mod trials;
mod words;

pub use comparison::{Comparison, Evidence, compare};
pub use correction::Correction;
pub use found::{Found, Untested};
pub use items::{ItemComparison, ItemPairs, TrialItems};
pub use question::Question;
pub use settle::{Settings, Verdict, settle};
pub use tables::{item_table, trial_table};
pub use test::Test;
pub use trials::{Over, PairedTrial, Spread, TrialComparison};
pub use words::{Models, words};

#[cfg(test)]
mod examples;
