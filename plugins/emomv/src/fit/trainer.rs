use dfdx::optim::{AdamConfig, WeightDecay};
use dfdx::prelude::{AsArray, Backward, Cpu, OwnedTape};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{FitError, Pairs, Watcher, batch_loss, predicted_loss};
use crate::Params;
use crate::network::{Architecture, Network};
use crate::ops::{Adam, Dropout};

/// A network in training, with all that changes beside it.
#[derive(Debug)]
pub struct Trainer {
    network: Network,
    adam: Adam,
    random: ChaCha8Rng,
    dropout: f32,
    batch_size: usize,
    order: Vec<usize>,
    device: Cpu,
}

impl Trainer {
    /// Draws a network. The stream that `seed` starts is used for everything random that follows.
    ///
    /// # Errors
    /// Where memory is short.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "dropout is applied in single precision"
    )]
    pub fn new(architecture: Architecture, params: &Params, seed: u64) -> Result<Self, FitError> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let network = Network::new(architecture, &mut random)?;
        let adam = Adam::new(AdamConfig {
            lr: params.learning_rate,
            weight_decay: Some(WeightDecay::L2(params.weight_decay)),
            ..AdamConfig::default()
        });
        Ok(Self {
            network,
            adam,
            random,
            dropout: params.dropout as f32,
            batch_size: params.batch_size,
            order: Vec::new(),
            device: Cpu::default(),
        })
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
        Ok(total / pairs.rows() as f64)
    }

    /// One step of Adam on the rows named; their mean loss before it.
    fn step(&mut self, pairs: &Pairs<'_>, batch: &[usize]) -> Result<f32, FitError> {
        let views = pairs.gather(&self.device, batch)?;
        let views = views.map(|view| view.with_tape(OwnedTape::default()));
        let mut dropout = Dropout::On {
            probability: self.dropout,
            random: &mut self.random,
        };
        let forward = self.network.forward(views, &mut dropout)?;
        let question = self.network.architecture().question;
        let loss = batch_loss(question, forward, &pairs.targets.of_rows(batch))?;
        let value = loss.array();
        let mut gradients = loss.try_backward()?;
        self.adam
            .update(self.network.parameters_mut(), &mut gradients)?;
        Ok(value)
    }

    /// The mean loss over all pairs, dropout off.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn evaluate(&self, pairs: &Pairs<'_>) -> Result<f64, FitError> {
        let prediction = self.network.predict(pairs.rows(), pairs.views)?;
        let question = self.network.architecture().question;
        let loss = predicted_loss(question, prediction, &pairs.targets)?;
        Ok(f64::from(loss.array()))
    }

    /// The network as it is now.
    pub fn network_mut(&mut self) -> &mut Network {
        &mut self.network
    }

    /// The network, trained.
    pub fn into_network(self) -> Network {
        self.network
    }
}
