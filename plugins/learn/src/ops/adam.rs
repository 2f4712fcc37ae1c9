use dfdx::optim::{AdamConfig, WeightDecay};
use dfdx::prelude::{Cpu, CpuError, Gradients};

use super::{Parameter, vectorised};

/// Adam (Kingma and Ba 2015, algorithm 1), with dfdx's settings, in one vectorised pass over each parameter.
///
/// [`WeightDecay::L2`] is added to the gradient and [`WeightDecay::Decoupled`] shrinks the parameter, as `torch.optim`
/// has them in `Adam` and `AdamW`.
#[derive(Debug)]
pub struct Adam {
    settings: AdamConfig,
    step: i32,
    moments: Vec<[Vec<f32>; 2]>,
}

/// What one step needs, in single precision.
#[derive(Debug, Clone, Copy)]
struct Step {
    betas: [f32; 2],
    complements: [f32; 2],
    /// Learning rate over the first moment's bias correction.
    rate: f32,
    /// One over the root of the second moment's bias correction.
    inverse_root: f32,
    epsilon: f32,
    decay: f32,
    shrink: f32,
}

impl Adam {
    /// No step made yet.
    pub fn new(settings: AdamConfig) -> Self {
        Self {
            settings,
            step: 0,
            moments: Vec::new(),
        }
    }

    /// Moves every parameter against its gradient. The parameters must come in the same order every time.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn update(
        &mut self,
        parameters: Vec<&mut Parameter>,
        gradients: &mut Gradients<f32, Cpu>,
    ) -> Result<(), CpuError> {
        self.step = self.step.saturating_add(1);
        let step = self.current_step();
        for (index, parameter) in parameters.into_iter().enumerate() {
            let gradient = parameter.matrix().take_gradient(gradients)?;
            if self.moments.len() == index {
                self.moments
                    .push([vec![0.0; gradient.len()], vec![0.0; gradient.len()]]);
            }
            let [first, second] = &mut self.moments[index];
            let values = parameter.values_mut();
            vectorised(|| step.apply(values, &gradient, first, second));
        }
        Ok(())
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "settings are applied in single precision"
    )]
    fn current_step(&self) -> Step {
        let AdamConfig {
            lr,
            betas,
            eps,
            weight_decay,
        } = self.settings;
        let [first, second] = betas.map(|beta| 1.0 - beta.powi(self.step));
        let (decay, shrink) = match weight_decay {
            Some(WeightDecay::L2(decay)) => (decay, 1.0),
            Some(WeightDecay::Decoupled(decay)) => (0.0, 1.0 - lr * decay),
            None => (0.0, 1.0),
        };
        Step {
            betas: betas.map(|beta| beta as f32),
            complements: betas.map(|beta| (1.0 - beta) as f32),
            rate: (lr / first) as f32,
            inverse_root: (1.0 / second.sqrt()) as f32,
            epsilon: eps as f32,
            decay: decay as f32,
            shrink: shrink as f32,
        }
    }
}

impl Step {
    #[inline(always)]
    fn apply(self, values: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
        let moments = first.iter_mut().zip(second);
        for ((value, gradient), (first, second)) in values.iter_mut().zip(gradient).zip(moments) {
            let slope = gradient + self.decay * *value;
            *first = self.betas[0] * *first + self.complements[0] * slope;
            *second = self.betas[1] * *second + self.complements[1] * slope * slope;
            let scale = second.sqrt() * self.inverse_root + self.epsilon;
            *value = self.shrink * *value - self.rate * *first / scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use dfdx::optim::Optimizer;
    use dfdx::prelude::*;

    use super::*;
    use crate::ops::testing::{assert_close, random};

    #[test]
    fn steps_agree_with_those_of_dfdx() -> Result<(), CpuError> {
        for weight_decay in [
            None,
            Some(WeightDecay::L2(0.1)),
            Some(WeightDecay::Decoupled(0.1)),
        ] {
            let settings = AdamConfig {
                lr: 1e-2,
                weight_decay,
                ..AdamConfig::default()
            };
            let start = random(10, 1);
            let device = Cpu::default();
            let mut theirs: Tensor<Rank1<10>, f32, Cpu> = device.tensor(start.clone());
            let mut their_adam = dfdx::optim::Adam::new(&theirs, settings);
            let mut ours = Parameter::constant(1, 10, 0.0)?;
            ours.values_mut().copy_from_slice(&start);
            let mut our_adam = Adam::new(settings);
            for _ in 0..20 {
                let loss = theirs.leaky_trace().exp().square().mean();
                their_adam.update(&mut theirs, &loss.backward()).unwrap();
                let traced = ours.matrix().clone().with_tape(OwnedTape::default());
                let loss = traced.into_tensor()?.exp().square().mean();
                our_adam.update(vec![&mut ours], &mut loss.backward())?;
            }
            assert_close(&ours.values(), &theirs.as_vec(), 1e-6);
            assert!((ours.values()[0] - start[0]).abs() > 0.05);
        }
        Ok(())
    }
}
