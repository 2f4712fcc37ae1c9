use dfdx::prelude::{Cpu, CpuError, Tape};

use super::Matrix;
use super::elementwise::elementwise;
use super::simd::exponential;

/// The logistic function 1 / (1 + e^-x), elementwise, to about 1e-7.
///
/// # Errors
/// Where memory is short.
pub fn sigmoid<T: Tape<f32, Cpu>>(input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
    elementwise(input, value, slope)
}

#[inline(always)]
fn value(x: f32) -> f32 {
    1.0 / (1.0 + exponential(-x))
}

#[inline(always)]
fn slope(y: f32) -> f32 {
    y * (1.0 - y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn values_follow_the_formula() -> Result<(), CpuError> {
        let x: Vec<f32> = (-60..=60).map(|step| step as f32 / 5.0).collect();
        let expected: Vec<f32> = x.iter().map(|x| 1.0 / (1.0 + (-x).exp())).collect();
        let input = Matrix::data(&Cpu::default(), 11, 11, x.into())?;
        assert_close(sigmoid(input)?.values(), &expected, 2e-7);
        Ok(())
    }

    #[test]
    fn nan_is_passed_on() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 1, vec![f32::NAN].into())?;
        assert!(sigmoid(input)?.values()[0].is_nan());
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 4, 9, random(36, 6).into())?;
        assert_gradients(&[input], |[input], tape| sigmoid(input.with_tape(tape)))
    }
}
