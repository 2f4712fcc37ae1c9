use emospec_learn::dfdx::prelude::{Cpu, CpuError, Tape, TryAdd, TryMul};
use emospec_learn::ops::{Linear, Matrix, Parameter, cross_entropy, reverse_gradient};
use emospec_learn::training::{Batch, Learner, Loss, Pass};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::AcmrParams;
use super::distances::{apart, together};
use crate::{Activation, EmbeddingNetwork, LayerShape, Tower};

/// Two towers of linear layers with tanh, and of their outputs a linear classifier of the classes and a network of
/// linear layers that guesses the view.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AcmrNetwork {
    towers: [Tower; 2],
    classifier: Linear,
    guesser: Tower,
    label_weight: f32,
    pair_weight: f32,
    hinge_weight: f32,
    margin: f32,
    adversary_speed: f64,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "losses are computed in single precision"
)]
impl AcmrNetwork {
    /// Draws it for views of those widths with so many classes.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn draw(
        params: &AcmrParams,
        widths: [usize; 2],
        classes: usize,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let mut draw = |view: usize| {
            let widths_after = params.hidden[view].iter().chain([&params.embedding_width]);
            let shapes: Vec<_> = widths_after
                .map(|&width| LayerShape {
                    activation: Activation::Tanh,
                    ..LayerShape::linear(width)
                })
                .collect();
            Tower::draw(widths[view], &shapes, false, random)
        };
        let towers = [draw(0)?, draw(1)?];
        let guesses = params.view_hidden.iter().chain([&2]);
        let guesses: Vec<_> = guesses.map(|&width| LayerShape::linear(width)).collect();
        Ok(Self {
            towers,
            classifier: Linear::new(params.embedding_width, classes, random)?,
            guesser: Tower::draw(params.embedding_width, &guesses, false, random)?,
            label_weight: params.label_weight as f32,
            pair_weight: params.pair_weight as f32,
            hinge_weight: params.hinge_weight as f32,
            margin: params.margin as f32,
            adversary_speed: params.adversary_speed,
        })
    }

    /// How well the view is guessed, which the embeddings learn to prevent.
    fn guessing<T: Tape<f32, Cpu>>(
        &mut self,
        embeddings: Matrix<T>,
        view: usize,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let strength = 2.0 / (1.0 + (-self.adversary_speed * pass.progress).exp()) - 1.0;
        let views = vec![view; embeddings.rows()];
        let reversed = reverse_gradient(embeddings, strength as f32)?;
        cross_entropy(self.guesser.forward(reversed, pass)?, &views)
    }
}

impl Learner for AcmrNetwork {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let towers = self.towers.iter_mut().flat_map(Tower::parameters_mut);
        let classifier = [&mut self.classifier.weight, &mut self.classifier.bias];
        let guesser = self.guesser.parameters_mut();
        towers.chain(classifier).chain(guesser).collect()
    }

    /// The guess of the view counts while training only: what stops training is the loss of the embeddings.
    ///
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
        let [of_left, of_right] = batch.targets.auxiliary.unwrap_or_default();
        let label = cross_entropy(self.classifier.forward(left.fork())?, &of_left)?.try_add(
            cross_entropy(self.classifier.forward(right.fork())?, &of_right)?,
        )?;
        let pair = together(left.fork(), right.fork())?;
        let hinge = apart(
            left.fork(),
            right.fork(),
            [&of_left, &of_right],
            self.margin,
        )?;
        let embedding = label
            .try_mul(self.label_weight)?
            .try_add(pair.try_mul(self.pair_weight)?)?
            .try_add(hinge.try_mul(self.hinge_weight)?)?;
        let guessing = self
            .guessing(left, 0, pass)?
            .try_add(self.guessing(right, 1, pass)?)?;
        let counted = if pass.is_training() { 1.0 } else { 0.0 };
        embedding.try_add(guessing.try_mul(counted)?)
    }
}

impl EmbeddingNetwork for AcmrNetwork {
    fn embed(&mut self, view: usize, rows: Matrix) -> Result<Matrix, CpuError> {
        self.towers[view].forward(rows, &mut Pass::predicting())
    }

    fn embedding_width(&self) -> usize {
        self.classifier.weight.matrix().rows()
    }
}
