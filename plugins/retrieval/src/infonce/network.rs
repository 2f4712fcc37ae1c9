use emospec_learn::dfdx::prelude::{Cpu, CpuError, Tape, TryAdd};
use emospec_learn::ops::{Matrix, Parameter, Relation, contrastive, pairwise_product};
use emospec_learn::training::{Batch, Learner, Loss, Pass};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::InfoNceParams;
use crate::{Activation, EmbeddingNetwork, LayerShape, Tower};

/// Two towers, `unit(Linear(dropout(relu(Linear(x)))))` each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InfoNceNetwork {
    towers: [Tower; 2],
    embedding_width: usize,
    temperature: f64,
    masks_same_class: bool,
}

impl InfoNceNetwork {
    /// Draws it for views of those widths.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn draw(
        params: &InfoNceParams,
        widths: [usize; 2],
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let hidden = LayerShape {
            activation: Activation::Relu,
            drops: true,
            ..LayerShape::linear(params.hidden)
        };
        let shapes = [hidden, LayerShape::linear(params.embedding_width)];
        let mut draw = |inputs| Tower::draw(inputs, &shapes, true, random);
        Ok(Self {
            towers: [draw(widths[0])?, draw(widths[1])?],
            embedding_width: params.embedding_width,
            temperature: params.temperature,
            masks_same_class: params.mask_same_class,
        })
    }
}

impl Learner for InfoNceNetwork {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        self.towers
            .iter_mut()
            .flat_map(Tower::parameters_mut)
            .collect()
    }

    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let [left, right] = batch.views;
        let left = self.towers[0].forward(left, pass)?;
        let right = self.towers[1].forward(right, pass)?;
        let classes = batch.targets.auxiliary.filter(|_| self.masks_same_class);
        // From the queries' view to the other one.
        let relation = |queries: usize| {
            let classes = classes.as_ref();
            move |row: usize, column: usize| {
                let same = |classes: &[Vec<usize>; 2]| {
                    classes[queries][row] == classes[1 - queries][column]
                };
                match classes {
                    _ if row == column => Relation::Positive,
                    Some(classes) if same(classes) => Relation::Ignored,
                    _ => Relation::Negative,
                }
            }
        };
        let to_right = pairwise_product(left.fork(), right.fork())?;
        let to_left = pairwise_product(right, left)?;
        let to_right = contrastive(to_right, self.temperature, relation(0))?.into_loss()?;
        let to_left = contrastive(to_left, self.temperature, relation(1))?.into_loss()?;
        Ok(to_right.try_add(to_left)? * 0.5)
    }
}

impl EmbeddingNetwork for InfoNceNetwork {
    fn embed(&mut self, view: usize, rows: Matrix) -> Result<Matrix, CpuError> {
        self.towers[view].forward(rows, &mut Pass::predicting())
    }

    fn embedding_width(&self) -> usize {
        self.embedding_width
    }
}
