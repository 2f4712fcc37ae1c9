use dfdx::prelude::{Cpu, CpuError, Tape};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::Fusion;
use emospec_learn::ops::{BilinearPooling, Matrix, concatenate_columns, product};

/// A [`Fusion`] with what it has drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum PairFusion {
    /// Compact bilinear pooling and its sketches.
    Bilinear(BilinearPooling),
    /// Both embeddings side by side.
    Concatenation,
    /// The products of elements of the same place.
    Product,
}

impl PairFusion {
    /// Draws it for embeddings of one width; says how wide the fused row is.
    pub fn new(
        fusion: Fusion,
        embedding_width: usize,
        pooled_width: usize,
        random: &mut ChaCha8Rng,
    ) -> (Self, usize) {
        match fusion {
            Fusion::Bilinear => {
                let pooling = BilinearPooling::new([embedding_width; 2], pooled_width, random);
                (Self::Bilinear(pooling), pooled_width)
            }
            Fusion::Concatenation => (Self::Concatenation, 2 * embedding_width),
            Fusion::Product => (Self::Product, embedding_width),
        }
    }

    /// Two embeddings, rows x width, to rows x the fused width.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn forward<T: Tape<f32, Cpu>>(
        &self,
        left: Matrix<T>,
        right: Matrix<T>,
    ) -> Result<Matrix<T>, CpuError> {
        match self {
            Self::Bilinear(pooling) => pooling.forward(left, right),
            Self::Concatenation => concatenate_columns(left, right),
            Self::Product => product(left, right),
        }
    }
}
