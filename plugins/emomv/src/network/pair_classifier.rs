use dfdx::prelude::{Cpu, CpuError, Tape};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{Fusion, PairFusion};
use emospec_learn::ops::{Linear, Matrix, Parameter, gelu};

/// Fuses two embeddings and classifies the result: `Linear(gelu(Linear(fused)))`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PairClassifier {
    fusion: PairFusion,
    hidden: Linear,
    output: Linear,
}

impl PairClassifier {
    /// Draws it for embeddings of one width.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(
        fusion: Fusion,
        embedding_width: usize,
        pooled_width: usize,
        classes: usize,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let (fusion, fused_width) = PairFusion::new(fusion, embedding_width, pooled_width, random);
        Ok(Self {
            fusion,
            hidden: Linear::new(fused_width, pooled_width, random)?,
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
        let fused = self.fusion.forward(left, right)?;
        self.output.forward(gelu(self.hidden.forward(fused)?)?)
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
