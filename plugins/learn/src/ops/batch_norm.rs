use dfdx::prelude::{Cpu, CpuError, Tape};
use serde::{Deserialize, Serialize};

use super::simd::{scale_by, sum_columns};
use super::{Buffer, Matrix, Parameter, vectorised};

/// Added to the variance, as in `torch.nn.BatchNorm1d`.
const EPSILON: f32 = 1e-5;

/// Share of a new batch in the running statistics, as in `torch.nn.BatchNorm1d`.
const MOMENTUM: f32 = 0.1;

/// Every column to mean 0 and variance 1 over the batch, then scaled and shifted by learnt rows (Ioffe and Szegedy 2015,
/// algorithm 1).
///
/// Prediction uses running means of the training batches' means and unbiased variances: a new batch counts a tenth, as
/// in PyTorch, but the first ten batches count alike, so that a short training is not held to the start of 0 and 1.
/// A training batch of one row, which has no spread, is treated as in prediction and changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BatchNorm {
    /// 1 x width; ones at first.
    pub scale: Parameter,
    /// 1 x width; zeros at first.
    pub shift: Parameter,
    /// Running mean of every column; not learnt by gradients.
    mean: Parameter,
    /// Running variance of every column; not learnt by gradients.
    variance: Parameter,
    batches: usize,
}

impl BatchNorm {
    /// Leaves rows as they are until it has seen a batch.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(width: usize) -> Result<Self, CpuError> {
        Ok(Self {
            scale: Parameter::constant(1, width, 1.0)?,
            shift: Parameter::constant(1, width, 0.0)?,
            mean: Parameter::constant(1, width, 0.0)?,
            variance: Parameter::constant(1, width, 1.0)?,
            batches: 0,
        })
    }

    /// The running statistics, to be kept with the parameters.
    pub fn statistics_mut(&mut self) -> [&mut Parameter; 2] {
        [&mut self.mean, &mut self.variance]
    }

    /// Rows x width to the same shape. In training the statistics are those of the batch, and the running ones move.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn forward<T: Tape<f32, Cpu>>(
        &mut self,
        input: Matrix<T>,
        is_training: bool,
    ) -> Result<Matrix<T>, CpuError> {
        let (input, tape) = input.split_tape();
        let (rows, width) = (input.rows(), input.columns());
        let of_batch = is_training && rows > 1;
        let mut standard = Buffer::copy_of(input.values());
        let mut inverses = Buffer::stale(width);
        if of_batch {
            let (mean, variance) = statistics(&standard, width);
            self.follow(&mean, &variance, rows);
            standardise(&mut standard, &mean, &variance, &mut inverses);
        } else {
            let (mean, variance) = (self.mean.values(), self.variance.values());
            standardise(&mut standard, &mean, &variance, &mut inverses);
        }
        let (scale, shift) = (self.scale.matrix().clone(), self.shift.matrix().clone());
        let mut values = Buffer::copy_of(&standard);
        vectorised(|| scale_and_shift(&mut values, scale.values(), shift.values()));
        let factors = scale.shared_values();
        let backward = move |mut gradient: Buffer, _: [bool; 3]| {
            let mut to_shift = Buffer::stale(width);
            sum_columns(&gradient, &mut to_shift);
            let mut weighted = Buffer::copy_of(&gradient);
            scale_by(&mut weighted, &standard);
            let mut to_scale = Buffer::stale(width);
            sum_columns(&weighted, &mut to_scale);
            if of_batch {
                vectorised(|| centre(&mut gradient, &standard, &to_shift, &to_scale));
            }
            scale_by(&mut inverses, &factors);
            vectorised(|| scale_columns(&mut gradient, &inverses));
            [Some(gradient), Some(to_scale), Some(to_shift)]
        };
        Matrix::from_operation([input, scale, shift], tape, (rows, width), values, backward)
    }

    /// Moves the running statistics towards those of a batch.
    fn follow(&mut self, mean: &[f32], variance: &[f32], rows: usize) {
        self.batches = self.batches.saturating_add(1);
        let share = MOMENTUM.max(1.0 / self.batches as f32);
        let unbiased = rows as f32 / (rows - 1) as f32;
        for (running, new) in self.mean.values_mut().iter_mut().zip(mean) {
            *running += share * (new - *running);
        }
        for (running, new) in self.variance.values_mut().iter_mut().zip(variance) {
            *running += share * (new * unbiased - *running);
        }
    }
}

/// Mean and biased variance of every column.
fn statistics(values: &[f32], width: usize) -> (Buffer, Buffer) {
    let share = width as f32 / values.len() as f32;
    let mean_of = |values: &[f32]| {
        let mut mean = Buffer::stale(width);
        sum_columns(values, &mut mean);
        for value in mean.iter_mut() {
            *value *= share;
        }
        mean
    };
    let mean = mean_of(values);
    let mut squares = Buffer::copy_of(values);
    vectorised(|| square_distances(&mut squares, &mean));
    let variance = mean_of(&squares);
    (mean, variance)
}

#[inline(always)]
fn square_distances(values: &mut [f32], mean: &[f32]) {
    for row in values.chunks_exact_mut(mean.len()) {
        for (value, mean) in row.iter_mut().zip(mean) {
            *value = (*value - mean) * (*value - mean);
        }
    }
}

#[inline(always)]
fn standardise(values: &mut [f32], mean: &[f32], variance: &[f32], inverses: &mut [f32]) {
    for (inverse, variance) in inverses.iter_mut().zip(variance) {
        *inverse = 1.0 / (variance + EPSILON).sqrt();
    }
    for row in values.chunks_exact_mut(mean.len()) {
        for ((value, mean), inverse) in row.iter_mut().zip(mean).zip(inverses.iter()) {
            *value = (*value - mean) * inverse;
        }
    }
}

#[inline(always)]
fn scale_and_shift(values: &mut [f32], scale: &[f32], shift: &[f32]) {
    for row in values.chunks_exact_mut(scale.len()) {
        for ((value, scale), shift) in row.iter_mut().zip(scale).zip(shift) {
            *value = *value * scale + shift;
        }
    }
}

/// g - mean(g) - x mean(g x) in every column, for gradient g and standardised x; the means come as sums.
#[inline(always)]
fn centre(gradient: &mut [f32], standard: &[f32], sums: &[f32], along: &[f32]) {
    let width = sums.len();
    let share = width as f32 / gradient.len() as f32;
    let rows = gradient
        .chunks_exact_mut(width)
        .zip(standard.chunks_exact(width));
    for (gradient, x) in rows {
        for at in 0..width {
            gradient[at] -= share * (sums[at] + x[at] * along[at]);
        }
    }
}

#[inline(always)]
fn scale_columns(values: &mut [f32], factors: &[f32]) {
    for row in values.chunks_exact_mut(factors.len()) {
        for (value, factor) in row.iter_mut().zip(factors) {
            *value *= factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    fn batch(rows: usize, values: &[f32]) -> Result<Matrix, CpuError> {
        let width = values.len() / rows;
        Matrix::data(&Cpu::default(), rows, width, values.to_vec().into())
    }

    #[test]
    fn columns_of_a_batch_are_standardised_then_scaled_and_shifted() -> Result<(), CpuError> {
        let mut norm = BatchNorm::new(2)?;
        norm.scale.values_mut()[1] = 3.0;
        norm.shift.values_mut()[1] = 1.0;
        let output = norm.forward(batch(2, &[1.0, 5.0, 3.0, 9.0])?, true)?;
        let [small, large] = [1.0_f32, 4.0].map(|v| v.sqrt() / (v + EPSILON).sqrt());
        let expected = [-small, 1.0 - 3.0 * large, small, 1.0 + 3.0 * large];
        assert_close(output.values(), &expected, 1e-6);
        Ok(())
    }

    /// Two batches: means 2 and 5, unbiased variances 2 and 8.
    #[test]
    fn prediction_uses_the_mean_of_the_first_batches() -> Result<(), CpuError> {
        let mut norm = BatchNorm::new(1)?;
        norm.forward(batch(2, &[1.0, 3.0])?, true)?;
        norm.forward(batch(2, &[3.0, 7.0])?, true)?;
        let output = norm.forward(batch(1, &[3.5 + 5.0_f32.sqrt()])?, false)?;
        assert_close(output.values(), &[1.0], 1e-5);
        Ok(())
    }

    #[test]
    fn after_ten_batches_a_new_one_counts_a_tenth() -> Result<(), CpuError> {
        let mut norm = BatchNorm::new(1)?;
        for _ in 0..30 {
            norm.forward(batch(2, &[0.0, 0.0])?, true)?;
        }
        norm.forward(batch(2, &[10.0, 10.0])?, true)?;
        assert_close(&norm.mean.values(), &[1.0], 1e-6);
        Ok(())
    }

    #[test]
    fn a_batch_of_one_row_changes_nothing() -> Result<(), CpuError> {
        let mut norm = BatchNorm::new(1)?;
        norm.forward(batch(2, &[1.0, 3.0])?, true)?;
        let predicted = norm.forward(batch(1, &[9.0])?, false)?;
        let trained = norm.forward(batch(1, &[9.0])?, true)?;
        assert_close(trained.values(), predicted.values(), 1e-9);
        assert_close(&norm.mean.values(), &[2.0], 1e-9);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let inputs = [
            Matrix::variable(&device, 6, 3, random(18, 7).into())?,
            Matrix::variable(&device, 1, 3, random(3, 8).into())?,
            Matrix::variable(&device, 1, 3, random(3, 9).into())?,
        ];
        for is_training in [true, false] {
            assert_gradients(&inputs, |[input, scale, shift], tape| {
                let mut norm = BatchNorm::new(3)?;
                norm.forward(batch(2, &[1.0, 2.0, 0.0, 2.0, 0.0, 0.0])?, true)?;
                norm.scale.replace(scale);
                norm.shift.replace(shift);
                norm.forward(input.with_tape(tape), is_training)
            })?;
        }
        Ok(())
    }
}
