use dfdx::prelude::{Cpu, CpuError, Tape};

use super::Matrix;
use super::elementwise::elementwise;

/// max(0, x), elementwise (Nair and Hinton 2010). The slope at 0 is 0.
///
/// # Errors
/// Where memory is short.
pub fn relu<T: Tape<f32, Cpu>>(input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
    elementwise(input, value, slope)
}

#[inline(always)]
fn value(x: f32) -> f32 {
    if x < 0.0 { 0.0 } else { x }
}

#[inline(always)]
fn slope(y: f32) -> f32 {
    if y > 0.0 { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn what_is_below_zero_becomes_zero() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 3, vec![-2.0, 0.0, 3.5].into())?;
        assert_close(relu(input)?.values(), &[0.0, 0.0, 3.5], 1e-9);
        Ok(())
    }

    #[test]
    fn nan_is_passed_on() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 1, 1, vec![f32::NAN].into())?;
        assert!(relu(input)?.values()[0].is_nan());
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let mut values = random(36, 6);
        // A difference across the kink has no slope to agree with.
        for value in &mut values {
            *value += 0.1_f32.copysign(*value);
        }
        let input = Matrix::variable(&Cpu::default(), 4, 9, values.into())?;
        assert_gradients(&[input], |[input], tape| relu(input.with_tape(tape)))
    }
}
