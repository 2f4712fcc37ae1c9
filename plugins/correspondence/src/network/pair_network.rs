use dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{Dropout, Linear, Matrix, Parameter, cross_entropy};
use emospec_learn::training::{Batch, Learner, Loss, Pass};
use serde::{Deserialize, Serialize};

/// What a network reads and says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Widths of the views.
    pub view_widths: [usize; 2],
    /// Number of classes.
    pub classes: usize,
}

/// A network that classifies pairs.
pub trait PairNetwork {
    /// Both views of a batch of pairs, rows x width each, to rows x classes, before the softmax.
    ///
    /// # Errors
    /// Where memory is short.
    fn classify<T: Tape<f32, Cpu>>(
        &self,
        views: [Matrix<T>; 2],
        dropout: &mut Dropout<'_>,
    ) -> Result<Matrix<T>, CpuError>;

    /// Its layers, always in the same order.
    fn layers_mut(&mut self) -> Vec<&mut Linear>;
}

/// A network that learns by the cross entropy of its classes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Classifying<N>(pub N);

impl<N: PairNetwork> Learner for Classifying<N> {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let layers = self.0.layers_mut().into_iter();
        layers
            .flat_map(|layer| [&mut layer.weight, &mut layer.bias])
            .collect()
    }

    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let logits = self.0.classify(batch.views, &mut pass.dropout)?;
        cross_entropy(logits, &batch.targets.comparison)
    }
}
