use dfdx::prelude::{AsArray, Backward, Cpu};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{Batch, FitError, Learner, Pass, Schedule, Watcher};
use crate::ops::{Adam, Dropout};
use crate::pairs::Pairs;

/// A network in training, with all that changes beside it.
#[derive(Debug)]
pub struct Trainer<L> {
    network: L,
    adam: Adam,
    random: ChaCha8Rng,
    dropout: f32,
    batch_size: usize,
    epochs: usize,
    done: usize,
    order: Vec<usize>,
    device: Cpu,
}

impl<L: Learner> Trainer<L> {
    /// Nothing learnt yet. `random` makes everything random that follows.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "dropout is applied in single precision"
    )]
    pub fn new(network: L, random: ChaCha8Rng, schedule: &Schedule) -> Self {
        Self {
            network,
            adam: Adam::new(schedule.adam),
            random,
            dropout: schedule.dropout as f32,
            batch_size: schedule.batch_size,
            epochs: schedule.epochs,
            done: 0,
            order: Vec::new(),
            device: Cpu::default(),
        }
    }

    /// One pass over the pairs in a new order; the mean loss.
    ///
    /// # Errors
    /// Where the watcher asks to stop, or memory is short.
    pub fn epoch(&mut self, pairs: &Pairs<'_>, watcher: &dyn Watcher) -> Result<f64, FitError> {
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend(0..pairs.rows());
        order.shuffle(&mut self.random);
        let mut total = 0.0;
        for batch in order.chunks(self.batch_size) {
            if watcher.is_cancelled() {
                return Err(FitError::Cancelled);
            }
            total += f64::from(self.step(pairs, batch)?) * batch.len() as f64;
        }
        self.order = order;
        self.done += 1;
        Ok(total / pairs.rows() as f64)
    }

    /// One step of Adam on the rows named; their mean loss before it.
    fn step(&mut self, pairs: &Pairs<'_>, rows: &[usize]) -> Result<f32, FitError> {
        let batch = Batch {
            views: pairs.gather(&self.device, rows)?,
            targets: pairs.targets.of_rows(rows),
        };
        let mut pass = Pass {
            dropout: Dropout::On {
                probability: self.dropout,
                random: &mut self.random,
            },
            progress: self.done as f64 / self.epochs.max(1) as f64,
        };
        let loss = self.network.loss(batch.traced(), &mut pass)?;
        let value = loss.array();
        let mut gradients = loss.try_backward()?;
        self.adam
            .update(self.network.parameters_mut(), &mut gradients)?;
        Ok(value)
    }

    /// The mean loss over all pairs, nothing dropped.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn evaluate(&mut self, pairs: &Pairs<'_>) -> Result<f64, FitError> {
        Ok(f64::from(self.network.validation_loss(pairs)?.array()))
    }

    /// The network as it is now.
    pub fn network_mut(&mut self) -> &mut L {
        &mut self.network
    }

    /// The network, trained.
    pub fn into_network(self) -> L {
        self.network
    }
}
