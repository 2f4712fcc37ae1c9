use std::sync::Arc;

use dfdx::prelude::{Cpu, CpuError, Tape};
use emospec_learn::ops::{Buffer, Dropout, Linear, Matrix, relu, row_distance, unit_norm};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{PairNetwork, Shape};
use crate::AveNetParams;

/// The distance at which two classes are as likely at first: half of the largest.
const FIRST_THRESHOLD: f32 = 1.0;

/// `Linear(|e1 - e2|)`, for the embeddings `e = unit(Linear(relu(Linear(t))))` of what the towers make of the views,
/// `t = dropout(relu(Linear(x)))`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AveNetwork {
    towers: [[Linear; 3]; 2],
    calibration: Linear,
}

impl AveNetwork {
    /// Draws it. With two classes, mismatch and match, the weights of the distance are not drawn: they are 1 and -1, so
    /// that what is near is said to match from the start, and never has to be learnt against what was drawn.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(
        shape: Shape,
        params: &AveNetParams,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let AveNetParams {
            tower_width,
            embedding_width,
            ..
        } = *params;
        let mut tower = |view: usize| -> Result<[Linear; 3], CpuError> {
            Ok([
                Linear::new(shape.view_widths[view], tower_width, random)?,
                Linear::new(tower_width, embedding_width, random)?,
                Linear::new(embedding_width, embedding_width, random)?,
            ])
        };
        let towers = [tower(0)?, tower(1)?];
        let mut calibration = Linear::new(1, shape.classes, random)?;
        if shape.classes == 2 {
            calibration
                .weight
                .values_mut()
                .copy_from_slice(&[1.0, -1.0]);
            let biases = [-FIRST_THRESHOLD, FIRST_THRESHOLD];
            calibration.bias.values_mut().copy_from_slice(&biases);
        }
        Ok(Self {
            towers,
            calibration,
        })
    }

    /// The embeddings of both views, rows x embedding width each, of unit length.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn embed<T: Tape<f32, Cpu>>(
        &self,
        [left, right]: [Matrix<T>; 2],
        dropout: &mut Dropout<'_>,
    ) -> Result<[Matrix<T>; 2], CpuError> {
        let mut embed = |[tower, hidden, last]: &[Linear; 3], view| {
            let seen = dropout.apply(relu(tower.forward(view)?)?)?;
            unit_norm(last.forward(relu(hidden.forward(seen)?)?)?)
        };
        Ok([
            embed(&self.towers[0], left)?,
            embed(&self.towers[1], right)?,
        ])
    }

    /// Width of the embeddings.
    pub fn embedding_width(&self) -> usize {
        self.towers[0][2].bias.matrix().columns()
    }

    /// The embeddings of rows to predict.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn embeddings(&self, views: [Matrix; 2]) -> Result<[Arc<Buffer>; 2], CpuError> {
        let embeddings = self.embed(views, &mut Dropout::Off)?;
        Ok(embeddings.map(|embedding| embedding.shared_values()))
    }
}

impl PairNetwork for AveNetwork {
    fn classify<T: Tape<f32, Cpu>>(
        &self,
        views: [Matrix<T>; 2],
        dropout: &mut Dropout<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        let [left, right] = self.embed(views, dropout)?;
        self.calibration.forward(row_distance(left, right)?)
    }

    fn layers_mut(&mut self) -> Vec<&mut Linear> {
        let towers = self.towers.iter_mut().flatten();
        towers.chain([&mut self.calibration]).collect()
    }
}
