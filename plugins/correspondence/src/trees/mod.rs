//! Gradient boosting of trees: the ensemble, what its trees are fitted to, and the rounds.

mod boosting;
mod ensemble;
mod examples;
mod slopes;

pub use boosting::boost;
pub use ensemble::Ensemble;
pub use examples::Examples;
