use dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{Dropout, Linear, Matrix, Parameter, sigmoid, tanh, triplet_loss};
use emospec_learn::predict_in_blocks;
use emospec_learn::training::{Batch, Learner, Loss, Pass};
use emospec_sdk::Error;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::TnnCCcaParams;

/// A network for each of two views, `y = sigmoid(d(t(...d(t(x)))))`, for layers `t(x) = tanh(Linear(x))` and dropout d,
/// that learns by the triplet loss between the views. The classes of the views are the auxiliary targets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TripletNetwork {
    towers: [Vec<Linear>; 2],
    margin: f32,
}

impl TripletNetwork {
    /// Draws it for views of those widths.
    ///
    /// # Errors
    /// Where memory is short.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the margin is applied in single precision"
    )]
    pub fn new(
        view_widths: [usize; 2],
        params: &TnnCCcaParams,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let mut tower = |inputs: usize| {
            let mut widths = vec![inputs];
            widths.extend(&params.hidden);
            widths.push(params.outputs);
            let layers = widths.windows(2);
            layers
                .map(|pair| Linear::new(pair[0], pair[1], random))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            towers: [tower(view_widths[0])?, tower(view_widths[1])?],
            margin: params.margin as f32,
        })
    }

    /// Rows x width of a view to rows x outputs.
    fn forward<T: Tape<f32, Cpu>>(
        tower: &[Linear],
        mut rows: Matrix<T>,
        dropout: &mut Dropout<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        for layer in tower {
            rows = dropout.apply(tanh(layer.forward(rows)?)?)?;
        }
        sigmoid(rows)
    }

    /// The outputs for rows of view `view`, 0 or 1, of that width, row by row. A row's outputs do not depend on the
    /// others.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn outputs(&self, view: usize, width: usize, values: &[f32]) -> Result<Vec<f32>, Error> {
        let tower = &self.towers[view];
        let rows = values.len() / width;
        let outputs = predict_in_blocks(rows, [(width, values)], |[block]| {
            let outputs = Self::forward(tower, block, &mut Dropout::Off)?;
            Ok([outputs.shared_values()])
        });
        let [outputs] = outputs.map_err(Error::new)?;
        Ok(outputs)
    }
}

impl Learner for TripletNetwork {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let layers = self.towers.iter_mut().flatten();
        layers
            .flat_map(|layer| [&mut layer.weight, &mut layer.bias])
            .collect()
    }

    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let [left, right] = batch.views;
        let left = Self::forward(&self.towers[0], left, &mut pass.dropout)?;
        let right = Self::forward(&self.towers[1], right, &mut pass.dropout)?;
        let classes = match &batch.targets.auxiliary {
            Some(classes) => classes.each_ref().map(Vec::as_slice),
            None => [batch.targets.comparison.as_slice(); 2],
        };
        triplet_loss([left, right], classes, self.margin)
    }
}
