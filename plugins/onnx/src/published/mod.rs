//! Networks that a package publishes as a checkpoint: recognised by the digest of the file, and made into ONNX by a graph
//! written here and the tensors at their offsets.

mod checkpoint;
mod i3d;
mod musicnn;
mod musicnn_vgg;
mod tensorflow;

use emospec_sdk::Error;

use checkpoint::{Checkpoint, OffsetTable};

/// A published network that this crate knows the graph of.
#[derive(Debug, Clone, Copy)]
pub struct Published {
    /// What `emospec weights` calls it.
    pub name: &'static str,
    offsets: &'static str,
    build: fn(Checkpoint<'_>) -> Result<Vec<u8>, Error>,
}

/// Every published network that this crate knows.
pub const PUBLISHED: [Published; 3] = [
    Published {
        name: "MTT_musicnn",
        offsets: include_str!("offsets/MTT_musicnn.json"),
        build: musicnn::onnx,
    },
    Published {
        name: "MTT_vgg",
        offsets: include_str!("offsets/MTT_vgg.json"),
        build: musicnn_vgg::onnx,
    },
    Published {
        name: "i3d-kinetics-400",
        offsets: include_str!("offsets/i3d-kinetics-400.json"),
        build: i3d::onnx,
    },
];

impl Published {
    /// The network as an ONNX file, from the bytes of its checkpoint; nothing where `sha256`, their digest, is not that
    /// of the checkpoint.
    ///
    /// # Errors
    /// Where the file is not what its digest says.
    pub fn onnx(&self, sha256: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let table: OffsetTable = serde_json::from_str(self.offsets)?;
        if table.sha256 != sha256 {
            return Ok(None);
        }
        (self.build)(Checkpoint::new(&table, bytes)?).map(Some)
    }
}
