//! The benchmark network of EmoMV (Thao, Roig and Herremans, Information Fusion 2023) as an `emospec` plugin: two views of
//! a pair are embedded and compared, to classify the pair or to retrieve one view for the other, with or without the
//! views' own classes as auxiliary targets.
//!
//! [`network`] holds the network, [`mod@fit`] its training; what other models may use as well is in `emospec_learn`.
//! The views should be standardised. Everything runs on one thread and depends on the seed alone.

pub mod fit;
mod model;
pub mod network;
mod params;

pub use model::EmoMv;
pub use params::Params;

emospec_sdk::export_plugin! {
    name: "emomv",
    summary: "The benchmark network of EmoMV.",
    models: [EmoMv],
}
