use emospec_learn::dfdx::prelude::{
    Cpu, CpuError, MeanTo, Tape, TensorFromVec, TryAdd, TryMul, TrySub, WithEmptyTape,
};
use emospec_learn::ops::{
    Buffer, Linear, Matrix, Parameter, pairwise_product, row_distance, unit_norm,
};
use emospec_learn::training::{Batch, Learner, Loss, Pass};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::DscmrParams;
use crate::{Activation, EmbeddingNetwork, LayerShape, Tower};

/// Two towers, `relu(Linear(x))` each, then a linear layer that both share and, of its outputs, a linear classifier.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DscmrNetwork {
    towers: [Tower; 2],
    shared: Linear,
    classifier: Linear,
    discrimination_weight: f32,
    pair_weight: f32,
}

impl DscmrNetwork {
    /// Draws it for views of those widths with so many classes.
    ///
    /// # Errors
    /// Where memory is short.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "losses are computed in single precision"
    )]
    pub fn draw(
        params: &DscmrParams,
        widths: [usize; 2],
        classes: usize,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, CpuError> {
        let shape = LayerShape {
            activation: Activation::Relu,
            ..LayerShape::linear(params.hidden)
        };
        let mut draw = |inputs| Tower::draw(inputs, &[shape], false, random);
        Ok(Self {
            towers: [draw(widths[0])?, draw(widths[1])?],
            shared: Linear::new(params.hidden, params.embedding_width, random)?,
            classifier: Linear::new(params.embedding_width, classes, random)?,
            discrimination_weight: params.discrimination_weight as f32,
            pair_weight: params.pair_weight as f32,
        })
    }

    fn forward<T: Tape<f32, Cpu>>(
        &mut self,
        view: usize,
        rows: Matrix<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Matrix<T>, CpuError> {
        self.shared.forward(self.towers[view].forward(rows, pass)?)
    }

    /// The mean distance of what the classifier says from the class as a row of zeros and a one.
    fn label_loss<T: Tape<f32, Cpu>>(
        &self,
        embeddings: Matrix<T>,
        classes: &[usize],
    ) -> Result<Loss<T>, CpuError> {
        let found = self.classifier.forward(embeddings)?;
        let (rows, width) = (found.rows(), found.columns());
        let mut wanted = Buffer::zeros(rows * width);
        for (row, &class) in wanted.chunks_exact_mut(width).zip(classes) {
            row[class] = 1.0;
        }
        let wanted = Matrix::data(&Cpu::default(), rows, width, wanted)?;
        row_distance(found, wanted.with_tape(T::default()))?.into_loss()
    }
}

/// The mean of log(1 + e^c) - c \[same class\] over all pairs, for half their cosine c: minus the log likelihood that
/// rows of one class belong together.
fn discrimination<T: Tape<f32, Cpu>>(
    left: Matrix<T>,
    right: Matrix<T>,
    [left_classes, right_classes]: [&[usize]; 2],
) -> Result<Loss<T>, CpuError> {
    let cosines = pairwise_product(left, right)?;
    let shape = (cosines.rows(), cosines.columns());
    let same = left_classes.iter().flat_map(|left| {
        right_classes
            .iter()
            .map(move |right| f32::from(u8::from(left == right)))
    });
    let same = Cpu::default().try_tensor_from_vec(same.collect(), shape)?;
    let halves = cosines.into_tensor()?.try_mul(0.5)?;
    let of_all = halves.with_empty_tape().try_exp()?.try_add(1.0)?.try_ln()?;
    of_all.try_sub(halves.try_mul(same)?)?.try_mean()
}

impl Learner for DscmrNetwork {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let towers = self.towers.iter_mut().flat_map(Tower::parameters_mut);
        let layers = [&mut self.shared, &mut self.classifier];
        let layers = layers
            .into_iter()
            .flat_map(|layer| [&mut layer.weight, &mut layer.bias]);
        towers.chain(layers).collect()
    }

    /// # Panics
    /// Where the batch has no auxiliary targets.
    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let [left, right] = batch.views;
        let left = self.forward(0, left, pass)?;
        let right = self.forward(1, right, pass)?;
        let [of_left, of_right] = batch.targets.auxiliary.unwrap_or_default();
        let label = self
            .label_loss(left.fork(), &of_left)?
            .try_add(self.label_loss(right.fork(), &of_right)?)?;
        let (u, v) = (unit_norm(left.fork())?, unit_norm(right.fork())?);
        let within_left = discrimination(u.fork(), u.fork(), [&of_left, &of_left])?;
        let within_right = discrimination(v.fork(), v.fork(), [&of_right, &of_right])?;
        let across = discrimination(u, v, [&of_left, &of_right])?;
        let discrimination = within_left.try_add(within_right)?.try_add(across)?;
        let pair = row_distance(left, right)?.into_loss()?;
        label
            .try_add(discrimination.try_mul(self.discrimination_weight)?)?
            .try_add(pair.try_mul(self.pair_weight)?)
    }
}

impl EmbeddingNetwork for DscmrNetwork {
    fn embed(&mut self, view: usize, rows: Matrix) -> Result<Matrix, CpuError> {
        self.forward(view, rows, &mut Pass::predicting())
    }

    fn embedding_width(&self) -> usize {
        self.shared.bias.matrix().columns()
    }
}
