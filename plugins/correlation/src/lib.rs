//! Baselines that compare two views: canonical correlation.
//!
//! | model | what it stands for |
//! | --- | --- |
//! | `cca` | linear correlation of views that match |
//! | `c-cca` | the same, with all pairs of one class as matches besides |
//!
//! Fits are in double precision, on one thread.

mod c_cca;
mod canonical;
mod cca;
mod columns;
mod coupling;
mod linear_embedding;
mod pairs;
mod projection;
#[cfg(test)]
mod random;
mod report;
mod single;
mod singular;
mod symmetric;
#[cfg(test)]
mod testing;
mod whitening;

pub use c_cca::{CCca, CCcaParams};
pub use cca::{Cca, CcaParams};

emospec_sdk::export_plugin! {
    name: "correlation",
    summary: "Canonical correlation of two views.",
    models: [Cca, CCca],
}
