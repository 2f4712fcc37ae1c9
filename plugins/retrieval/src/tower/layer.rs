use emospec_learn::dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{BatchNorm, Linear, Matrix, Parameter};
use emospec_learn::training::Pass;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::Activation;

/// What a layer is made of, in the order it is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerShape {
    /// Outputs of the linear layer.
    pub width: usize,
    /// Whether it has a bias. Batch normalisation takes away what is added to every row, so before it a bias would learn
    /// nothing but rounding errors.
    pub has_bias: bool,
    /// Whether batch normalisation follows.
    pub is_normalised: bool,
    /// What follows then.
    pub activation: Activation,
    /// Whether elements are dropped last, while training.
    pub drops: bool,
}

impl LayerShape {
    /// A linear layer alone.
    pub fn linear(width: usize) -> Self {
        Self {
            width,
            has_bias: true,
            is_normalised: false,
            activation: Activation::None,
            drops: false,
        }
    }
}

/// A linear layer with what follows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Layer {
    /// Its bias is 0 and not learnt where the layer has none.
    linear: Linear,
    has_bias: bool,
    norm: Option<BatchNorm>,
    activation: Activation,
    drops: bool,
}

impl Layer {
    /// Draws it for rows of that width.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn draw(
        inputs: usize,
        shape: LayerShape,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let norm = shape.is_normalised.then(|| BatchNorm::new(shape.width));
        let mut linear = Linear::new(inputs, shape.width, random)?;
        if !shape.has_bias {
            linear.bias.values_mut().fill(0.0);
        }
        Ok(Self {
            linear,
            has_bias: shape.has_bias,
            norm: norm.transpose()?,
            activation: shape.activation,
            drops: shape.drops,
        })
    }

    /// Rows x inputs to rows x outputs.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn forward<T: Tape<f32, Cpu>>(
        &mut self,
        input: Matrix<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        let mut output = self.linear.forward(input)?;
        if let Some(norm) = &mut self.norm {
            output = norm.forward(output, pass.is_training())?;
        }
        output = self.activation.apply(output)?;
        if self.drops {
            output = pass.dropout.apply(output)?;
        }
        Ok(output)
    }

    /// All that is learnt, always in the same order.
    pub fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        let Linear { weight, bias } = &mut self.linear;
        let bias = self.has_bias.then_some(bias);
        let norm = self.norm.iter_mut();
        let norm = norm.flat_map(|norm| [&mut norm.scale, &mut norm.shift]);
        std::iter::once(weight).chain(bias).chain(norm)
    }

    /// The running statistics of batch normalisation, where there is any.
    pub fn statistics_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        self.norm.iter_mut().flat_map(BatchNorm::statistics_mut)
    }
}
