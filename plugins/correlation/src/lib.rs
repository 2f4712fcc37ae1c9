//! Baselines that compare two views: canonical correlation, and class posteriors as a common space.
//!
//! | model | what it stands for |
//! | --- | --- |
//! | `cca` | linear correlation of views that match |
//! | `c-cca` | the same, with all pairs of one class as matches besides |
//! | `cca-logistic` | a linear decision on canonical projections |
//! | `posterior` | agreement on the classes of each view, and nothing else |
//!
//! Fits are in double precision, on one thread.

mod c_cca;
mod canonical;
mod cca;
mod cca_logistic;
mod columns;
mod coupling;
mod linear_embedding;
mod logistic;
mod objective;
mod pairs;
mod posterior;
mod projection;
mod random;
mod report;
mod single;
mod singular;
mod softmax;
mod standardiser;
mod steps;
mod symmetric;
#[cfg(test)]
mod testing;
mod whitening;

pub use c_cca::{CCca, CCcaParams};
pub use cca::{Cca, CcaParams};
pub use cca_logistic::{CcaLogistic, CcaLogisticParams};
pub use posterior::{Posterior, PosteriorParams};

emospec_sdk::export_plugin! {
    name: "correlation",
    summary: "Canonical correlation of two views, and class posteriors as a space they share.",
    models: [Cca, CCca, CcaLogistic, Posterior],
}
