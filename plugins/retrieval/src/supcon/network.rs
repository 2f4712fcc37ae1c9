use emospec_learn::dfdx::prelude::{Cpu, CpuError, Tape, TryAdd};
use emospec_learn::ops::{Matrix, Parameter, Relation, contrastive, pairwise_product};
use emospec_learn::training::{Batch, Learner, Loss, Pass};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::SupConParams;
use crate::{Activation, EmbeddingNetwork, LayerShape, Tower};

/// Two towers, `unit(Linear(dropout(relu(batch norm(Linear(x))))))` each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SupConNetwork {
    towers: [Tower; 2],
    embedding_width: usize,
    temperature: f64,
}

impl SupConNetwork {
    /// Draws it for views of those widths.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn draw(
        params: &SupConParams,
        widths: [usize; 2],
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let hidden = LayerShape {
            width: params.hidden,
            has_bias: false,
            is_normalised: true,
            activation: Activation::Relu,
            drops: true,
        };
        let shapes = [hidden, LayerShape::linear(params.embedding_width)];
        let mut draw = |inputs| Tower::draw(inputs, &shapes, true, random);
        Ok(Self {
            towers: [draw(widths[0])?, draw(widths[1])?],
            embedding_width: params.embedding_width,
            temperature: params.temperature,
        })
    }
}

impl Learner for SupConNetwork {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let towers = self.towers.iter_mut();
        towers.flat_map(Tower::parameters_mut).collect()
    }

    fn statistics_mut(&mut self) -> Vec<&mut Parameter> {
        let towers = self.towers.iter_mut();
        towers.flat_map(Tower::statistics_mut).collect()
    }

    /// # Panics
    /// Where the batch has no auxiliary targets.
    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let [left, right] = batch.views;
        let left = self.towers[0].forward(left, pass)?;
        let right = self.towers[1].forward(right, pass)?;
        let classes = batch.targets.auxiliary.unwrap_or_default();
        let direction = |anchors: Matrix<T>, others: Matrix<T>, [from, to]: [usize; 2]| {
            let relation = |row: usize, column: usize| {
                if from == to && row == column {
                    Relation::Ignored
                } else if classes[from][row] == classes[to][column] {
                    Relation::Positive
                } else {
                    Relation::Negative
                }
            };
            let similarities = pairwise_product(anchors, others)?;
            contrastive(similarities, self.temperature, relation)?.into_loss()
        };
        let within_left = direction(left.fork(), left.fork(), [0, 0])?;
        let within_right = direction(right.fork(), right.fork(), [1, 1])?;
        let to_right = direction(left.fork(), right.fork(), [0, 1])?;
        let to_left = direction(right, left, [1, 0])?;
        let within = within_left.try_add(within_right)?;
        Ok(within.try_add(to_right)?.try_add(to_left)? * 0.25)
    }
}

impl EmbeddingNetwork for SupConNetwork {
    fn embed(&mut self, view: usize, rows: Matrix) -> Result<Matrix, CpuError> {
        self.towers[view].forward(rows, &mut Pass::predicting())
    }

    fn embedding_width(&self) -> usize {
        self.embedding_width
    }
}
