use dfdx::prelude::{Cpu, CpuError, Tape};
use serde::{Deserialize, Serialize};

use super::simd::{scale_by, sum_columns, sum_of};
use super::{Buffer, Matrix, Parameter, vectorised};

/// Added to the variance, as in `torch.nn.LayerNorm`.
const EPSILON: f32 = 1e-5;

/// Every row to mean 0 and variance 1, then scaled and shifted by learnt rows (Ba, Kiros and Hinton 2016, eq. 4).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LayerNorm {
    /// 1 x width; ones at first.
    pub scale: Parameter,
    /// 1 x width; zeros at first.
    pub shift: Parameter,
}

impl LayerNorm {
    /// Leaves standardised rows as they are.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(width: usize) -> Result<Self, CpuError> {
        Ok(Self {
            scale: Parameter::constant(1, width, 1.0)?,
            shift: Parameter::constant(1, width, 0.0)?,
        })
    }

    /// Rows x width to the same shape.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn forward<T: Tape<f32, Cpu>>(&self, input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
        let (input, tape) = input.split_tape();
        let (scale, shift) = (self.scale.matrix().clone(), self.shift.matrix().clone());
        let (rows, width) = (input.rows(), input.columns());
        let mut standard = Buffer::copy_of(input.values());
        let mut inverse_deviations = Buffer::stale(rows);
        vectorised(|| standardise(&mut standard, width, &mut inverse_deviations));
        let mut values = Buffer::stale(rows * width);
        vectorised(|| scale_and_shift(&standard, scale.values(), shift.values(), &mut values));
        let factors = scale.shared_values();
        let backward = move |gradient: Buffer, _: [bool; 3]| {
            let mut to_shift = Buffer::stale(width);
            sum_columns(&gradient, &mut to_shift);
            let mut weighted = Buffer::copy_of(&gradient);
            scale_by(&mut weighted, &standard);
            let mut to_scale = Buffer::stale(width);
            sum_columns(&weighted, &mut to_scale);
            let mut to_input = gradient;
            vectorised(|| input_gradient(&mut to_input, &standard, &factors, &inverse_deviations));
            [Some(to_input), Some(to_scale), Some(to_shift)]
        };
        Matrix::from_operation([input, scale, shift], tape, (rows, width), values, backward)
    }
}

#[inline(always)]
fn standardise(values: &mut [f32], width: usize, inverse_deviations: &mut [f32]) {
    for (row, inverse) in values.chunks_exact_mut(width).zip(inverse_deviations) {
        let mean = sum_of(width, |at| row[at]) / width as f32;
        for value in row.iter_mut() {
            *value -= mean;
        }
        let variance = sum_of(width, |at| row[at] * row[at]) / width as f32;
        *inverse = 1.0 / (variance + EPSILON).sqrt();
        for value in row.iter_mut() {
            *value *= *inverse;
        }
    }
}

#[inline(always)]
fn scale_and_shift(standard: &[f32], scale: &[f32], shift: &[f32], out: &mut [f32]) {
    let width = scale.len();
    for (from, to) in standard
        .chunks_exact(width)
        .zip(out.chunks_exact_mut(width))
    {
        for (((to, from), scale), shift) in to.iter_mut().zip(from).zip(scale).zip(shift) {
            *to = from * scale + shift;
        }
    }
}

/// (g s - mean(g s) - x mean(g s x)) / deviation, for gradient g, scale s and standardised row x.
#[inline(always)]
fn input_gradient(
    gradient: &mut [f32],
    standard: &[f32],
    scale: &[f32],
    inverse_deviations: &[f32],
) {
    let width = scale.len();
    let rows = gradient
        .chunks_exact_mut(width)
        .zip(standard.chunks_exact(width));
    for ((gradient, x), inverse) in rows.zip(inverse_deviations) {
        for (gradient, scale) in gradient.iter_mut().zip(scale) {
            *gradient *= scale;
        }
        let mean = sum_of(width, |at| gradient[at]) / width as f32;
        let along = sum_of(width, |at| gradient[at] * x[at]) / width as f32;
        for (gradient, x) in gradient.iter_mut().zip(x) {
            *gradient = (*gradient - mean - x * along) * inverse;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn values_follow_the_formula() -> Result<(), CpuError> {
        let mut norm = LayerNorm::new(4)?;
        norm.scale
            .values_mut()
            .copy_from_slice(&[1.0, 2.0, 3.0, 4.0]);
        norm.shift
            .values_mut()
            .copy_from_slice(&[0.0, 0.0, 1.0, 1.0]);
        let input = Matrix::data(&Cpu::default(), 1, 4, vec![1.0, 2.0, 3.0, 6.0].into())?;
        let deviation = (3.5_f32 + EPSILON).sqrt();
        let expected = [-2.0, -2.0, 0.0, 12.0].map(|value| value / deviation);
        let expected = [expected[0], expected[1], 1.0, expected[3] + 1.0];
        assert_close(norm.forward(input)?.values(), &expected, 1e-6);
        Ok(())
    }

    #[test]
    fn a_constant_row_becomes_the_shift() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 4, vec![5.0; 4].into())?;
        assert_close(LayerNorm::new(4)?.forward(input)?.values(), &[0.0; 4], 1e-9);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let inputs = [
            Matrix::variable(&device, 3, 9, random(27, 7).into())?,
            Matrix::variable(&device, 1, 9, random(9, 8).into())?,
            Matrix::variable(&device, 1, 9, random(9, 9).into())?,
        ];
        assert_gradients(&inputs, |[input, scale, shift], tape| {
            let mut norm = LayerNorm::new(9)?;
            norm.scale.replace(scale);
            norm.shift.replace(shift);
            norm.forward(input.with_tape(tape))
        })
    }
}
