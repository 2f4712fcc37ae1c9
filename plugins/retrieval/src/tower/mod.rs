//! One view's side of a network.

mod activation;
mod layer;

use emospec_learn::dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{Matrix, Parameter, unit_norm};
use emospec_learn::training::Pass;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

pub use activation::Activation;
pub use layer::{Layer, LayerShape};

/// Layers one after another, and where `has_unit_length` the result divided by its Euclidean length.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tower {
    layers: Vec<Layer>,
    has_unit_length: bool,
}

impl Tower {
    /// Draws the layers for rows of width `inputs`: weights and biases uniform in +-1/sqrt(inputs), as PyTorch does.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn draw(
        mut inputs: usize,
        shapes: &[LayerShape],
        has_unit_length: bool,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let mut layers = Vec::new();
        for &shape in shapes {
            layers.push(Layer::draw(inputs, shape, random)?);
            inputs = shape.width;
        }
        Ok(Self {
            layers,
            has_unit_length,
        })
    }

    /// Rows x inputs to rows x the width of the last layer.
    ///
    /// # Errors
    /// Where memory is short.
    ///
    /// # Panics
    /// Where `rows` has another width than it was drawn for.
    pub fn forward<T: Tape<f32, Cpu>>(
        &mut self,
        mut rows: Matrix<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        for layer in &mut self.layers {
            rows = layer.forward(rows, pass)?;
        }
        if self.has_unit_length {
            rows = unit_norm(rows)?;
        }
        Ok(rows)
    }

    /// All parameters, always in the same order.
    pub fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        self.layers.iter_mut().flat_map(Layer::parameters_mut)
    }

    /// The running statistics of batch normalisation, always in the same order.
    pub fn statistics_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        self.layers.iter_mut().flat_map(Layer::statistics_mut)
    }
}
