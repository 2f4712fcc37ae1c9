//! What models share, so that each is little more than its formulas.
//!
//! | module | holds |
//! | --- | --- |
//! | [`ops`] | layers, operations and losses on a dfdx tape, and Adam; dfdx's own types are at hand as [`dfdx`] |
//! | [`training`] | shuffled batches, early stopping, progress and cancellation, for any [`training::Learner`] |
//! | [`pairs`] | rows of two views with their targets, read and checked |
//! | [`predict_in_blocks`] | predictions of a row that do not depend on the rows beside it |
//! | [`Standardiser`] | columns to mean 0 and deviation 1, as on the training rows |
//! | [`Stopping`] | early stopping for models that train themselves |
//! | `testing` | rows to learn from and the rules of every model, for tests (feature `testing`) |
//!
//! Everything runs on one thread and depends on the seed alone.

mod blocks;
pub mod ops;
pub mod pairs;
mod random;
mod softmax;
mod standardiser;
mod stopping;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod training;

pub use blocks::predict_in_blocks;
pub use dfdx;
pub use random::Random;
pub use softmax::softmax;
pub use standardiser::Standardiser;
pub use stopping::Stopping;
