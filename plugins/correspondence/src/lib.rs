//! Classifiers of pairs: do the two views of a row belong together, or in which class is the pair?
//!
//! | model | what compares the views |
//! | --- | --- |
//! | `l3-net` | a layer over both embeddings side by side |
//! | `ave-net` | the Euclidean distance of the embeddings, which retrieval can use, too |
//! | `acp-net` | a layer over both projections into a common space |
//! | `boosted-trees` | trees on the columns of both views: no network |
//!
//! The networks come from audio-visual correspondence, where convolutional towers look at images and spectrograms. Here
//! views are features that other networks made of them, so each tower is a fully connected layer.
//!
//! Everything runs on one thread and depends on the seed alone.

mod acp_net;
mod acp_net_params;
mod ave_net;
mod ave_net_params;
mod boosted_trees;
mod boosted_trees_params;
mod finite_view;
mod l3_net;
mod l3_net_params;
pub mod network;
mod pair_classifier;
mod trees;

pub use acp_net::AcpNet;
pub use acp_net_params::{AcpNetParams, Fusion};
pub use ave_net::AveNet;
pub use ave_net_params::AveNetParams;
pub use boosted_trees::BoostedTrees;
pub use boosted_trees_params::BoostedTreesParams;
pub use l3_net::L3Net;
pub use l3_net_params::L3NetParams;

emospec_sdk::export_plugin! {
    name: "correspondence",
    summary: "Classifiers of pairs of views: networks of audio-visual correspondence, and boosted trees.",
    models: [L3Net, AveNet, AcpNet, BoostedTrees],
}
