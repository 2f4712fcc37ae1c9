use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::{exponential, scale_by};
use super::{Buffer, Matrix, vectorised};

/// sqrt(2 / pi).
const SCALE: f32 = 0.797_884_6;
const CUBIC: f32 = 0.044_715;

/// The Gaussian error linear unit in its tanh form, x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) (Hendrycks and Gimpel
/// 2016), elementwise.
///
/// # Errors
/// Where memory is short.
pub fn gelu<T: Tape<f32, Cpu>>(input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
    let (input, tape) = input.split_tape();
    let mut values = Buffer::stale(input.values().len());
    let mut slopes = Buffer::default();
    if T::OWNS_TAPE {
        slopes = Buffer::stale(values.len());
        vectorised(|| activate_with_slope(input.values(), &mut values, &mut slopes));
    } else {
        vectorised(|| activate(input.values(), &mut values));
    }
    let shape = (input.rows(), input.columns());
    Matrix::from_operation([input], tape, shape, values, move |mut gradient, _| {
        scale_by(&mut gradient, &slopes);
        [Some(gradient)]
    })
}

/// 1/2 (1 + tanh(u)) = 1 / (1 + e^-2u), for u = sqrt(2/pi) (x + 0.044715 x^3).
#[inline(always)]
fn gate(x: f32) -> f32 {
    let u = SCALE * x * (1.0 + CUBIC * x * x);
    1.0 / (1.0 + exponential(-2.0 * u))
}

#[inline(always)]
fn activate(input: &[f32], output: &mut [f32]) {
    for (&x, y) in input.iter().zip(output) {
        *y = x * gate(x);
    }
}

#[inline(always)]
fn activate_with_slope(input: &[f32], output: &mut [f32], slopes: &mut [f32]) {
    for ((&x, y), slope) in input.iter().zip(output).zip(slopes) {
        let open = gate(x);
        *y = x * open;
        *slope = open + x * open * (1.0 - open) * 2.0 * SCALE * (1.0 + 3.0 * CUBIC * x * x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the formula is rounded once, at the end"
    )]
    fn values_follow_the_formula() -> Result<(), CpuError> {
        let x: Vec<f32> = (-60..=60).map(|step| step as f32 / 5.0).collect();
        let formula = |&x: &f32| {
            let x = f64::from(x);
            let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
            (0.5 * x * (1.0 + inner.tanh())) as f32
        };
        let expected: Vec<f32> = x.iter().map(formula).collect();
        let input = Matrix::data(&Cpu::default(), 11, 11, x.into())?;
        assert_close(gelu(input)?.values(), &expected, 1e-6);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 4, 9, random(36, 6).into())?;
        assert_gradients(&[input], |[input], tape| gelu(input.with_tape(tape)))
    }

    #[test]
    fn nan_is_passed_on() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 1, vec![f32::NAN].into())?;
        assert!(gelu(input)?.values()[0].is_nan());
        Ok(())
    }
}
