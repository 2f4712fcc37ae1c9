//! Any ONNX network as an extractor: sound as log-mel patches, pictures as stacks of frames, run by tract.

mod batches;
mod graph;
mod network;
mod pooling;
mod published;

pub use network::{Network, NetworkChoice, OutputChoice, Unfit, folders, sha256};
pub use pooling::Pooling;
pub use published::{PUBLISHED, Published};
