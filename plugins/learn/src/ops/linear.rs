use dfdx::prelude::{Cpu, CpuError, Tape};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::matmul::{Operand, Write, multiply};
use super::simd::sum_columns;
use super::{Buffer, Matrix, Parameter};

/// `x W + b`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Linear {
    /// Inputs x outputs.
    pub weight: Parameter,
    /// 1 x outputs.
    pub bias: Parameter,
}

impl Linear {
    /// Weights and biases uniform in +-1/sqrt(inputs), as `torch.nn.Linear` draws them.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(inputs: usize, outputs: usize, random: &mut ChaCha8Rng) -> Result<Self, CpuError> {
        let bound = 1.0 / (inputs as f32).sqrt();
        Ok(Self {
            weight: Parameter::uniform(inputs, outputs, bound, random)?,
            bias: Parameter::uniform(1, outputs, bound, random)?,
        })
    }

    /// Rows x inputs to rows x outputs.
    ///
    /// # Errors
    /// Where memory is short.
    ///
    /// # Panics
    /// Where `input` has another width.
    pub fn forward<T: Tape<f32, Cpu>>(&self, input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
        let (input, tape) = input.split_tape();
        let (weight, bias) = (self.weight.matrix().clone(), self.bias.matrix().clone());
        let (rows, inputs, outputs) = (input.rows(), input.columns(), weight.columns());
        let mut values = Buffer::stale(rows * outputs);
        for row in values.chunks_exact_mut(outputs) {
            row.copy_from_slice(bias.values());
        }
        multiply(
            Operand::new(input.values(), rows, inputs),
            Operand::new(weight.values(), inputs, outputs),
            Write::Onto,
            &mut values,
        );
        let (x, w) = (input.shared_values(), weight.shared_values());
        let backward = move |gradient: Buffer, [wants_input, ..]: [bool; 3]| {
            let slope = Operand::new(&gradient, rows, outputs);
            let product = |left, right, size| {
                let mut out = Buffer::stale(size);
                multiply(left, right, Write::Over, &mut out);
                out
            };
            let to_input = wants_input.then(|| {
                product(
                    slope,
                    Operand::new(&w, inputs, outputs).transposed(),
                    rows * inputs,
                )
            });
            let to_weight = product(
                Operand::new(&x, rows, inputs).transposed(),
                slope,
                inputs * outputs,
            );
            let mut to_bias = Buffer::stale(outputs);
            sum_columns(&gradient, &mut to_bias);
            [to_input, Some(to_weight), Some(to_bias)]
        };
        Matrix::from_operation(
            [input, weight, bias],
            tape,
            (rows, outputs),
            values,
            backward,
        )
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{Backward, OwnedTape, SumTo};
    use rand::SeedableRng;

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn forward_is_the_weighted_sum_plus_bias() -> Result<(), CpuError> {
        let mut layer = Linear::new(2, 2, &mut ChaCha8Rng::seed_from_u64(3))?;
        layer
            .weight
            .values_mut()
            .copy_from_slice(&[1.0, 2.0, 3.0, 4.0]);
        layer.bias.values_mut().copy_from_slice(&[0.5, -0.5]);
        let input = Matrix::data(&Cpu::default(), 1, 2, vec![10.0, 1.0].into())?;
        assert_close(layer.forward(input)?.values(), &[13.5, 23.5], 1e-6);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let layer = Linear::new(5, 3, &mut ChaCha8Rng::seed_from_u64(4))?;
        let device = Cpu::default();
        let input = Matrix::variable(&device, 4, 5, random(20, 5).into())?;
        let inputs = [
            input,
            layer.weight.matrix().clone(),
            layer.bias.matrix().clone(),
        ];
        assert_gradients(&inputs, |[input, weight, bias], tape| {
            let mut layer = layer.clone();
            layer.weight.replace(weight);
            layer.bias.replace(bias);
            layer.forward(input.with_tape(tape))
        })
    }

    #[test]
    fn given_values_get_no_gradient() -> Result<(), CpuError> {
        let layer = Linear::new(5, 3, &mut ChaCha8Rng::seed_from_u64(4))?;
        let input = Matrix::data(&Cpu::default(), 4, 5, random(20, 5).into())?;
        let output = layer.forward(input.clone().with_tape(OwnedTape::default()))?;
        let mut gradients = output.into_tensor()?.sum().backward();
        assert!(
            input
                .take_gradient(&mut gradients)?
                .iter()
                .all(|value| value.to_bits() == 0)
        );
        Ok(())
    }
}
