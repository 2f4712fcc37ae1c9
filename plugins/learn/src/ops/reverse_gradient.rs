use dfdx::prelude::{Cpu, CpuError, Tape};

use super::{Buffer, Matrix, vectorised};

/// Leaves a matrix as it is and multiplies its gradient by -`strength` on the way back: what comes before learns to do
/// badly what follows learns to do well (Ganin and Lempitsky 2015).
///
/// # Errors
/// Where memory is short.
pub fn reverse_gradient<T: Tape<f32, Cpu>>(
    input: Matrix<T>,
    strength: f32,
) -> Result<Matrix<T>, CpuError> {
    let (input, tape) = input.split_tape();
    let values = Buffer::copy_of(input.values());
    let shape = (input.rows(), input.columns());
    Matrix::from_operation([input], tape, shape, values, move |mut gradient, _| {
        vectorised(|| {
            for value in gradient.iter_mut() {
                *value *= -strength;
            }
        });
        [Some(gradient)]
    })
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{Backward, OwnedTape, SumTo};

    use super::*;
    use crate::ops::testing::{assert_close, random};

    #[test]
    fn values_stay_and_gradients_turn_round() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 1, 4, random(4, 1).into())?;
        let output = reverse_gradient(input.clone().with_tape(OwnedTape::default()), 0.3)?;
        assert_close(output.values(), input.values(), 1e-9);
        let mut gradients = output.into_tensor()?.square().sum().backward();
        let expected: Vec<f32> = input.values().iter().map(|x| -0.6 * x).collect();
        assert_close(&input.take_gradient(&mut gradients)?, &expected, 1e-6);
        Ok(())
    }
}
