use std::sync::Arc;

use super::Learner;
use crate::ops::Buffer;

/// Remembers the parameters and statistics with the lowest validation loss.
#[derive(Debug)]
pub struct Best {
    loss: f64,
    epoch: usize,
    values: Vec<Arc<Buffer>>,
}

impl Best {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self {
            loss: f64::INFINITY,
            epoch: 0,
            values: Vec::new(),
        }
    }

    /// Keeps the parameters where the loss is below all before; says for how many epochs none was.
    pub fn consider(&mut self, epoch: usize, loss: f64, network: &mut impl Learner) -> usize {
        if loss < self.loss {
            let parameters = network.parameters_mut().into_iter();
            let mut values: Vec<_> = parameters.map(|parameter| parameter.values()).collect();
            let statistics = network.statistics_mut().into_iter();
            values.extend(statistics.map(|statistic| statistic.values()));
            *self = Self {
                loss,
                epoch,
                values,
            };
        }
        epoch - self.epoch
    }

    /// Puts the best values back; gives their epoch.
    pub fn restore(self, network: &mut impl Learner) -> usize {
        let mut values = self.values.into_iter();
        for (parameter, values) in network.parameters_mut().into_iter().zip(&mut values) {
            parameter.restore(values);
        }
        for (statistic, values) in network.statistics_mut().into_iter().zip(values) {
            statistic.restore(values);
        }
        self.epoch
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{Cpu, CpuError, Tape};

    use super::*;
    use crate::ops::{BatchNorm, Matrix, Parameter};
    use crate::training::{Batch, Loss, Pass};

    struct Normalised(BatchNorm);

    impl Learner for Normalised {
        fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
            vec![&mut self.0.scale, &mut self.0.shift]
        }

        fn statistics_mut(&mut self) -> Vec<&mut Parameter> {
            self.0.statistics_mut().into()
        }

        fn loss<T: Tape<f32, Cpu>>(
            &mut self,
            batch: Batch<T>,
            pass: &mut Pass<'_>,
        ) -> Result<Loss<T>, CpuError> {
            let [view, _] = batch.views;
            self.0.forward(view, pass.is_training())?.into_loss()
        }
    }

    #[test]
    fn statistics_go_back_with_the_parameters() -> Result<(), CpuError> {
        let batch = |values: [f32; 2]| Matrix::data(&Cpu::default(), 2, 1, values.to_vec().into());
        let mut network = Normalised(BatchNorm::new(1)?);
        network.0.forward(batch([1.0, 3.0])?, true)?;
        let mut best = Best::new();
        assert_eq!(best.consider(1, 0.5, &mut network), 0);
        network.0.scale.values_mut()[0] = 7.0;
        network.0.forward(batch([100.0, 300.0])?, true)?;
        assert_eq!(best.consider(2, 0.6, &mut network), 1);
        assert_eq!(best.restore(&mut network), 1);
        assert_eq!(values_of(network.statistics_mut()), [[2.0], [2.0]]);
        assert_eq!(values_of(network.parameters_mut()), [[1.0], [0.0]]);
        Ok(())
    }

    fn values_of(parameters: Vec<&mut Parameter>) -> Vec<Vec<f32>> {
        let parameters = parameters.into_iter();
        parameters
            .map(|parameter| parameter.values().to_vec())
            .collect()
    }
}
