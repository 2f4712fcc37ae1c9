use dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{Dropout, Linear, Matrix, concatenate_columns, product, relu};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{PairNetwork, Shape};
use crate::{AcpNetParams, Fusion};

/// `Linear(dropout(relu(Linear(fused))))`, for the projections of the views fused,
/// `p = relu(Linear(dropout(relu(Linear(x)))))`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AcpNetwork {
    projections: [[Linear; 2]; 2],
    fusion: Fusion,
    hidden: Linear,
    output: Linear,
}

impl AcpNetwork {
    /// Draws it.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(
        shape: Shape,
        params: &AcpNetParams,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let AcpNetParams {
            projection_width,
            common_width,
            hidden_width,
            fusion,
            ..
        } = *params;
        let mut projection = |view: usize| -> Result<[Linear; 2], CpuError> {
            Ok([
                Linear::new(shape.view_widths[view], projection_width, random)?,
                Linear::new(projection_width, common_width, random)?,
            ])
        };
        let projections = [projection(0)?, projection(1)?];
        let fused_width = match fusion {
            Fusion::Concatenation => 2 * common_width,
            Fusion::Product => common_width,
        };
        Ok(Self {
            projections,
            fusion,
            hidden: Linear::new(fused_width, hidden_width, random)?,
            output: Linear::new(hidden_width, shape.classes, random)?,
        })
    }
}

impl PairNetwork for AcpNetwork {
    fn classify<T: Tape<f32, Cpu>>(
        &self,
        [left, right]: [Matrix<T>; 2],
        dropout: &mut Dropout<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        let mut project = |[first, second]: &[Linear; 2], view| {
            relu(second.forward(dropout.apply(relu(first.forward(view)?)?)?)?)
        };
        let left = project(&self.projections[0], left)?;
        let right = project(&self.projections[1], right)?;
        let fused = match self.fusion {
            Fusion::Concatenation => concatenate_columns(left, right)?,
            Fusion::Product => product(left, right)?,
        };
        let hidden = dropout.apply(relu(self.hidden.forward(fused)?)?)?;
        self.output.forward(hidden)
    }

    fn layers_mut(&mut self) -> Vec<&mut Linear> {
        let projections = self.projections.iter_mut().flatten();
        projections
            .chain([&mut self.hidden, &mut self.output])
            .collect()
    }
}
