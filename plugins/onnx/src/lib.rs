//! Any ONNX network as an extractor, run by tract: on log-mel patches of sound ([`SoundNetwork`]) or on stacks of frames
//! ([`PictureNetwork`]), pooled over time.
//!
//! Networks that packages publish as checkpoints ([`PUBLISHED`]) are recognised by their digest and made into ONNX graphs
//! here. `weights.yaml` says where `emospec weights fetch` finds them.

mod batches;
mod graph;
mod network;
mod picture;
mod pooling;
mod published;
mod segments;
mod sound;
#[cfg(test)]
mod testing;

pub use network::{Network, NetworkChoice, OutputChoice, Unfit, folders, sha256};
pub use picture::{FrameFit, Layout, PictureNetwork, PictureParams, PixelFilter, Pixels};
pub use pooling::Pooling;
pub use published::{PUBLISHED, Published};
pub use sound::{FrontEnd, SoundNetwork, SoundParams};

emospec_sdk::export_plugin! {
    name: "onnx",
    summary: "Any ONNX network on the sound or the pictures of files, run by tract.",
    file_extractors: [SoundNetwork, PictureNetwork],
    environment: emospec_decode::environment,
}
