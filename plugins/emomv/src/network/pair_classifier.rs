use dfdx::prelude::{Cpu, CpuError, Tape};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use emospec_learn::ops::{BilinearPooling, Linear, Matrix, Parameter, gelu};

/// Pools two embeddings and classifies the result: `Linear(gelu(Linear(pooled)))`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PairClassifier {
    pooling: BilinearPooling,
    hidden: Linear,
    output: Linear,
}

impl PairClassifier {
    /// Draws it for embeddings of one width.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(
        embedding_width: usize,
        pooled_width: usize,
        classes: usize,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        Ok(Self {
            pooling: BilinearPooling::new([embedding_width; 2], pooled_width, random),
            hidden: Linear::new(pooled_width, pooled_width, random)?,
            output: Linear::new(pooled_width, classes, random)?,
        })
    }

    /// Two embeddings, rows x width, to rows x classes, before the softmax.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn forward<T: Tape<f32, Cpu>>(
        &self,
        left: Matrix<T>,
        right: Matrix<T>,
    ) -> Result<Matrix<T>, CpuError> {
        let pooled = self.pooling.forward(left, right)?;
        self.output.forward(gelu(self.hidden.forward(pooled)?)?)
    }

    /// All parameters, always in the same order.
    pub fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let Self { hidden, output, .. } = self;
        vec![
            &mut hidden.weight,
            &mut hidden.bias,
            &mut output.weight,
            &mut output.bias,
        ]
    }
}
