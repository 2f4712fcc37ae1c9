use dfdx::prelude::{Cpu, CpuError, Tape};

use super::Matrix;
use super::elementwise::elementwise;
use super::simd::exponential;

/// The hyperbolic tangent, elementwise, to about 1e-7.
///
/// # Errors
/// Where memory is short.
pub fn tanh<T: Tape<f32, Cpu>>(input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
    elementwise(input, value, slope)
}

/// (1 - e^-2|x|) / (1 + e^-2|x|), with the sign of x.
#[inline(always)]
fn value(x: f32) -> f32 {
    let power = exponential(-2.0 * x.abs());
    ((1.0 - power) / (1.0 + power)).copysign(x)
}

#[inline(always)]
fn slope(y: f32) -> f32 {
    1.0 - y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn values_agree_with_the_library() -> Result<(), CpuError> {
        let x: Vec<f32> = (-60..=60).map(|step| step as f32 / 5.0).collect();
        let expected: Vec<f32> = x.iter().map(|x| x.tanh()).collect();
        let input = Matrix::data(&Cpu::default(), 11, 11, x.into())?;
        assert_close(tanh(input)?.values(), &expected, 2e-7);
        Ok(())
    }

    #[test]
    fn infinity_becomes_one_and_nan_is_passed_on() -> Result<(), CpuError> {
        let values = vec![f32::INFINITY, f32::NEG_INFINITY, f32::NAN];
        let output = tanh(Matrix::data(&Cpu::default(), 1, 3, values.into())?)?;
        assert_close(&output.values()[..2], &[1.0, -1.0], 1e-9);
        assert!(output.values()[2].is_nan());
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 4, 9, random(36, 6).into())?;
        assert_gradients(&[input], |[input], tape| tanh(input.with_tape(tape)))
    }
}
