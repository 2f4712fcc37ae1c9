//! Training: Adam on shuffled batches until the validation loss stops falling.

mod best;
mod error;
mod learner;
mod report;
mod run_watcher;
mod schedule;
mod trainer;

use dfdx::prelude::{Cpu, Rank0, Tensor};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use best::Best;
pub use error::FitError;
pub use learner::{Batch, Learner, Pass};
pub use report::Report;
pub use run_watcher::RunWatcher;
pub use schedule::Schedule;
pub use trainer::Trainer;

use crate::pairs::Pairs;

/// A number on a tape.
pub type Loss<T> = Tensor<Rank0, f32, Cpu, T>;

/// The losses of one epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EpochLosses {
    /// Counted from 1.
    pub epoch: usize,
    /// Mean over the training rows, dropout on, while the network changed.
    pub train: f64,
    /// Mean over the validation rows after the epoch, where there are any.
    pub validation: Option<f64>,
}

/// What a fit leaves.
#[derive(Debug, Clone)]
pub struct Fitted<L> {
    /// The network of the best epoch.
    pub network: L,
    /// The epoch with the lowest validation loss; the last one without validation rows.
    pub best_epoch: usize,
    /// The losses of every epoch.
    pub curve: Vec<EpochLosses>,
}

/// Hears of a fit and may end it.
pub trait Watcher {
    /// Asked before every step.
    fn is_cancelled(&self) -> bool;
    /// Told after every epoch.
    fn epoch_done(&self, losses: &EpochLosses);
}

/// Trains a network. `random` is the stream that it was drawn from: it goes on with the order of the rows and what is
/// dropped, so the same seed gives the same bytes. Without validation rows all epochs are trained.
///
/// # Errors
/// [`FitError`] says what to change.
pub fn fit<L: Learner>(
    network: L,
    random: ChaCha8Rng,
    schedule: &Schedule,
    (train, validation): (&Pairs<'_>, Option<&Pairs<'_>>),
    watcher: &dyn Watcher,
) -> Result<Fitted<L>, FitError> {
    schedule.check()?;
    if train.rows() == 0 {
        return Err(FitError::NoRows);
    }
    let mut trainer = Trainer::new(network, random, schedule);
    let validation = validation.filter(|pairs| pairs.rows() > 0);
    let mut best = Best::new();
    let mut curve = Vec::new();
    for epoch in 1..=schedule.epochs {
        let train_loss = finite(trainer.epoch(train, watcher)?, "training", epoch)?;
        let validation_loss = validation
            .map(|pairs| trainer.evaluate(pairs))
            .transpose()?;
        let losses = EpochLosses {
            epoch,
            train: train_loss,
            validation: validation_loss,
        };
        curve.push(losses);
        watcher.epoch_done(&losses);
        if let Some(loss) = validation_loss {
            let loss = finite(loss, "validation", epoch)?;
            if best.consider(epoch, loss, trainer.network_mut()) >= schedule.patience {
                break;
            }
        }
    }
    let mut network = trainer.into_network();
    let best_epoch = if validation.is_some() {
        best.restore(&mut network)
    } else {
        curve.len()
    };
    Ok(Fitted {
        network,
        best_epoch,
        curve,
    })
}

fn finite(loss: f64, part: &'static str, epoch: usize) -> Result<f64, FitError> {
    if loss.is_finite() {
        Ok(loss)
    } else {
        Err(FitError::NotFinite { epoch, part })
    }
}
