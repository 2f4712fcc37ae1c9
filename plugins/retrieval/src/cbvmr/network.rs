use emospec_learn::dfdx::prelude::{Cpu, CpuError, Tape, TryAdd};
use emospec_learn::ops::{Buffer, Matrix, Parameter, order, pairwise_product, ranking, unit_norm};
use emospec_learn::training::{Batch, Learner, Loss, Pass};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::CbvmrParams;
use crate::{EmbeddingNetwork, LayerShape, Tower};

/// Two towers of linear layers without activations, each hidden one with dropout and the last with batch
/// normalisation, then unit length. No layer has a bias: the normalisation would take all of them away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CbvmrNetwork {
    towers: [Tower; 2],
    embedding_width: usize,
    margin: f32,
    hardest: usize,
    ranking_weights: [f32; 2],
    structure_weights: [f32; 2],
    structure_rows: usize,
}

impl CbvmrNetwork {
    /// Draws it for views of those widths.
    ///
    /// # Errors
    /// Where memory is short.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "losses are computed in single precision"
    )]
    pub fn draw(
        params: &CbvmrParams,
        widths: [usize; 2],
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let mut draw = |view: usize| {
            let hidden = params.hidden[view].iter().map(|&width| LayerShape {
                has_bias: false,
                drops: true,
                ..LayerShape::linear(width)
            });
            let mut shapes: Vec<_> = hidden.collect();
            shapes.push(LayerShape {
                has_bias: false,
                is_normalised: true,
                ..LayerShape::linear(params.embedding_width)
            });
            Tower::draw(widths[view], &shapes, true, random)
        };
        Ok(Self {
            towers: [draw(0)?, draw(1)?],
            embedding_width: params.embedding_width,
            margin: params.margin as f32,
            hardest: params.hardest,
            ranking_weights: params.ranking_weights.map(|weight| weight as f32),
            structure_weights: params.structure_weights.map(|weight| weight as f32),
            structure_rows: params.structure_rows,
        })
    }

    /// How far the embeddings of a view depart from the order of the cosines of its rows.
    fn structure<T: Tape<f32, Cpu>>(
        &self,
        embeddings: Matrix<T>,
        cosines: &Matrix,
    ) -> Result<Loss<T>, CpuError> {
        let again = embeddings.fork();
        let similarities = pairwise_product(embeddings, again)?;
        order(similarities, cosines.values(), self.structure_rows)?.into_loss()
    }
}

/// The cosine of every row with every other, off the tape.
fn cosines<T: Tape<f32, Cpu>>(view: &Matrix<T>) -> Result<Matrix, CpuError> {
    let values = Buffer::copy_of(view.values());
    let rows = unit_norm(Matrix::data(
        &Cpu::default(),
        view.rows(),
        view.columns(),
        values,
    )?)?;
    pairwise_product(rows.clone(), rows)
}

impl Learner for CbvmrNetwork {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let towers = self.towers.iter_mut();
        towers.flat_map(Tower::parameters_mut).collect()
    }

    fn statistics_mut(&mut self) -> Vec<&mut Parameter> {
        let towers = self.towers.iter_mut();
        towers.flat_map(Tower::statistics_mut).collect()
    }

    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let [left, right] = batch.views;
        let shown = [cosines(&left)?, cosines(&right)?];
        let left = self.towers[0].forward(left, pass)?;
        let right = self.towers[1].forward(right, pass)?;
        let rank = |queries: Matrix<T>, others: Matrix<T>| {
            let similarities = pairwise_product(queries, others)?;
            ranking(similarities, self.margin, self.hardest)?.into_loss()
        };
        let losses = [
            rank(left.fork(), right.fork())? * self.ranking_weights[0],
            rank(right.fork(), left.fork())? * self.ranking_weights[1],
            self.structure(left, &shown[0])? * self.structure_weights[0],
            self.structure(right, &shown[1])? * self.structure_weights[1],
        ];
        let [to_right, to_left, of_left, of_right] = losses;
        to_right
            .try_add(to_left)?
            .try_add(of_left)?
            .try_add(of_right)
    }
}

impl EmbeddingNetwork for CbvmrNetwork {
    fn embed(&mut self, view: usize, rows: Matrix) -> Result<Matrix, CpuError> {
        self.towers[view].forward(rows, &mut Pass::predicting())
    }

    fn embedding_width(&self) -> usize {
        self.embedding_width
    }
}
