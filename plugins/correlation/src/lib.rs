//! Baselines that compare two views: canonical correlation, linear and deep, and class posteriors as a common space.
//!
//! | model | what it stands for |
//! | --- | --- |
//! | `cca` | linear correlation of views that match |
//! | `c-cca` | the same, with all pairs of one class as matches besides |
//! | `cca-logistic` | a linear decision on canonical projections |
//! | `posterior` | agreement on the classes of each view, and nothing else |
//! | `evidence` | agreement on the classes as a Bayes factor, and the correspondence of matching rows |
//! | `dcca` | correlation of what two networks make of the views |
//! | `tnn-c-cca` | `c-cca` of what two networks make of the views that bring rows of one class together |
//!
//! Fits are in double precision, on one thread; the networks of `tnn-c-cca` are in single precision.

mod c_cca;
mod canonical;
mod cca;
mod cca_logistic;
mod class_evidence;
mod columns;
mod correlation_loss;
mod correspondence;
mod coupling;
mod dcca;
mod dcca_params;
mod deep_pair;
mod deep_training;
mod evidence;
mod evidence_params;
mod gram_factor;
mod linear_embedding;
mod logistic;
mod match_evidence;
mod objective;
mod pairs;
mod posterior;
mod projection;
mod report;
mod rms_prop;
mod single;
mod singular;
mod softmax;
mod standardiser;
mod steps;
mod symmetric;
mod tnn_c_cca;
mod tnn_c_cca_params;
mod tower;
mod triplet_network;
mod view_posterior;
mod whitening;

pub use c_cca::{CCca, CCcaParams};
pub use cca::{Cca, CcaParams};
pub use cca_logistic::{CcaLogistic, CcaLogisticParams};
pub use dcca::Dcca;
pub use dcca_params::DccaParams;
pub use evidence::Evidence;
pub use evidence_params::EvidenceParams;
pub use posterior::{Posterior, PosteriorParams};
pub use tnn_c_cca::TnnCCca;
pub use tnn_c_cca_params::TnnCCcaParams;
pub use triplet_network::TripletNetwork;

emospec_sdk::export_plugin! {
    name: "correlation",
    summary: "Canonical correlation of two views, and class posteriors as a space they share.",
    models: [Cca, CCca, CcaLogistic, Posterior, Evidence, Dcca, TnnCCca],
}
