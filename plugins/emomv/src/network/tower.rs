use dfdx::prelude::{Cpu, CpuError, Tape};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::network::{Architecture, Question};
use emospec_learn::ops::{Dropout, LayerNorm, Linear, Matrix, Parameter, add, gelu, unit_norm};

/// One view's side of the network: `b = Linear(x)`, `p = Linear(b)`, `h = dropout(Linear(gelu(p)))` and the embedding
/// `e = gelu(N(gelu(h) + p))` at unit length, where `N` is layer normalisation in retrieval and nothing in classification.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tower {
    branch: Linear,
    projection: Linear,
    hidden: Linear,
    norm: Option<LayerNorm>,
    auxiliary: Option<Linear>,
}

/// What a tower makes of a batch.
#[derive(Debug)]
pub struct TowerOutput<T> {
    /// Rows x embedding width, each row of unit length.
    pub embedding: Matrix<T>,
    /// Rows x auxiliary classes, before the softmax.
    pub auxiliary: Option<Matrix<T>>,
}

impl Tower {
    /// Draws the tower of view `view`, 0 or 1.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(
        architecture: &Architecture,
        view: usize,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let Architecture {
            question,
            branch_width,
            embedding_width,
            ..
        } = *architecture;
        let (auxiliary_inputs, norm) = match question {
            Question::Classification { .. } => (embedding_width, None),
            Question::Retrieval { .. } => (branch_width, Some(LayerNorm::new(embedding_width)?)),
        };
        let auxiliary = architecture
            .auxiliary_classes
            .map(|classes| Linear::new(auxiliary_inputs, classes[view], random))
            .transpose()?;
        Ok(Self {
            branch: Linear::new(architecture.view_widths[view], branch_width, random)?,
            projection: Linear::new(branch_width, embedding_width, random)?,
            hidden: Linear::new(embedding_width, embedding_width, random)?,
            norm,
            auxiliary,
        })
    }

    /// Rows x view width to an embedding and, where it is learnt, the auxiliary target.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn forward<T: Tape<f32, Cpu>>(
        &self,
        input: Matrix<T>,
        dropout: &mut Dropout<'_>,
    ) -> Result<TowerOutput<T>, CpuError> {
        let branch = self.branch.forward(input)?;
        let read_branch = branch.fork();
        let embedding = self.embed(branch, dropout)?;
        let read_embedding = embedding.fork();
        let auxiliary = self.auxiliary.as_ref().map(|head| {
            // In retrieval the auxiliary target is read before the projection, in classification after it.
            let source = if self.norm.is_some() {
                read_branch
            } else {
                read_embedding
            };
            head.forward(gelu(source)?)
        });
        Ok(TowerOutput {
            embedding,
            auxiliary: auxiliary.transpose()?,
        })
    }

    fn embed<T: Tape<f32, Cpu>>(
        &self,
        branch: Matrix<T>,
        dropout: &mut Dropout<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        let projected = self.projection.forward(branch)?;
        let shortcut = projected.fork();
        let hidden = gelu(dropout.apply(self.hidden.forward(gelu(projected)?)?)?)?;
        let sum = add(hidden, shortcut)?;
        let normal = match &self.norm {
            Some(norm) => norm.forward(sum)?,
            None => sum,
        };
        unit_norm(gelu(normal)?)
    }

    /// All parameters, always in the same order.
    pub fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let mut parameters = Vec::new();
        let linears = [&mut self.branch, &mut self.projection, &mut self.hidden];
        for linear in linears.into_iter().chain(&mut self.auxiliary) {
            parameters.extend([&mut linear.weight, &mut linear.bias]);
        }
        if let Some(norm) = &mut self.norm {
            parameters.extend([&mut norm.scale, &mut norm.shift]);
        }
        parameters
    }
}
