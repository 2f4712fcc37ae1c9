use dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{Dropout, Linear, Matrix, concatenate_columns, relu};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{PairNetwork, Shape};
use crate::L3NetParams;

/// `Linear(relu(Linear([t1, t2])))`, for what the towers make of the views, `t = dropout(relu(Linear(x)))`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct L3Network {
    towers: [Linear; 2],
    hidden: Linear,
    output: Linear,
}

impl L3Network {
    /// Draws it.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(
        shape: Shape,
        params: &L3NetParams,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let width = params.tower_width;
        let [left, right] = shape.view_widths;
        Ok(Self {
            towers: [
                Linear::new(left, width, random)?,
                Linear::new(right, width, random)?,
            ],
            hidden: Linear::new(2 * width, params.hidden_width, random)?,
            output: Linear::new(params.hidden_width, shape.classes, random)?,
        })
    }
}

impl PairNetwork for L3Network {
    fn classify<T: Tape<f32, Cpu>>(
        &self,
        [left, right]: [Matrix<T>; 2],
        dropout: &mut Dropout<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        let left = dropout.apply(relu(self.towers[0].forward(left)?)?)?;
        let right = dropout.apply(relu(self.towers[1].forward(right)?)?)?;
        let both = concatenate_columns(left, right)?;
        self.output.forward(relu(self.hidden.forward(both)?)?)
    }

    fn layers_mut(&mut self) -> Vec<&mut Linear> {
        let [left, right] = &mut self.towers;
        vec![left, right, &mut self.hidden, &mut self.output]
    }
}
