//! Baselines of cross-modal retrieval: two networks embed the two views of a task in one space, where what belongs
//! together is near.
//!
//! | model | learns from | by |
//! | --- | --- | --- |
//! | `infonce` | rows that match | telling a row's partner from the other rows of a batch |
//! | `cbvmr` | rows that match | ranking partners above other rows, and keeping the structure of each view |
//! | `supcon` | all rows, with each view's classes | telling rows of a class from the others, within each view and between them |
//! | `dscmr` | rows that match, with their classes | one classifier for both views, classes apart, partners near |
//! | `acmr` | rows that match, with their classes | a classifier, partners near, and views that cannot be told |
//!
//! The methods were published with convolutional or recurrent networks before them, or on other features; here they read
//! the views of the task, through the fully connected layers that each model documents. Every view is standardised on
//! the rows learnt from. What the released code of several methods does, choosing the epoch by its score on the test
//! rows, is not done: training stops by the loss of the validation rows, or without any runs all epochs.
//!
//! Everything runs on one thread and depends on the seed alone.

pub mod acmr;
pub mod cbvmr;
pub mod dscmr;
mod embedding_network;
pub mod infonce;
mod retriever;
mod sample;
pub mod supcon;
#[cfg(test)]
mod testing;
mod tower;

pub use acmr::Acmr;
pub use cbvmr::Cbvmr;
pub use dscmr::Dscmr;
pub use embedding_network::EmbeddingNetwork;
pub use infonce::InfoNce;
pub use retriever::Retriever;
pub use sample::LearntRows;
pub use supcon::SupCon;
pub use tower::{Activation, Layer, LayerShape, Tower};

emospec_sdk::export_plugin! {
    name: "retrieval",
    summary: "Cross-modal retrieval by contrastive, ranking, classifying and adversarial losses.",
    models: [InfoNce, SupCon, Cbvmr, Dscmr, Acmr],
}
