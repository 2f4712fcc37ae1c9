use std::sync::Arc;

use super::Learner;
use crate::ops::Buffer;

/// Remembers the parameters with the lowest validation loss.
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
            let values = network
                .parameters_mut()
                .into_iter()
                .map(|parameter| parameter.values());
            *self = Self {
                loss,
                epoch,
                values: values.collect(),
            };
        }
        epoch - self.epoch
    }

    /// Puts the best values back; gives their epoch.
    pub fn restore(self, network: &mut impl Learner) -> usize {
        for (parameter, values) in network.parameters_mut().into_iter().zip(self.values) {
            parameter.restore(values);
        }
        self.epoch
    }
}
