use emospec_learn::dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{Matrix, relu, tanh};
use serde::{Deserialize, Serialize};

/// What follows a linear layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// Nothing.
    None,
    /// max(0, x).
    Relu,
    /// The hyperbolic tangent.
    Tanh,
}

impl Activation {
    /// Applies it to every element.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn apply<T: Tape<f32, Cpu>>(self, input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
        match self {
            Self::None => Ok(input),
            Self::Relu => relu(input),
            Self::Tanh => tanh(input),
        }
    }
}
