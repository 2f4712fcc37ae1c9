use emospec_learn::dfdx::prelude::CpuError;
use emospec_learn::ops::Matrix;
use emospec_learn::training::Learner;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A network that learns to embed two views in one space.
pub trait EmbeddingNetwork: Learner + Clone + Serialize + DeserializeOwned {
    /// Rows of view 0 or 1, rows x view width, to rows x embedding width; nothing is dropped or learnt.
    ///
    /// # Errors
    /// Where memory is short.
    fn embed(&mut self, view: usize, rows: Matrix) -> Result<Matrix, CpuError>;

    /// Width of the embeddings.
    fn embedding_width(&self) -> usize;
}
