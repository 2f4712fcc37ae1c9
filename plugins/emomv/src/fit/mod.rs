//! Training: Adam on shuffled batches until the validation loss stops falling.

mod best;
mod error;
mod objective;
mod pairs;
mod trainer;

use serde::{Deserialize, Serialize};

use best::Best;
pub use error::FitError;
pub use objective::{Loss, batch_loss, predicted_loss};
pub use pairs::{Pairs, Targets};
pub use trainer::Trainer;

use crate::Params;
use crate::network::{Architecture, Network};

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
pub struct Fitted {
    /// The network of the best epoch.
    pub network: Network,
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

/// Draws a network and trains it.
///
/// One random stream, seeded once, makes the parameters, the sketches, the order of the rows and the dropout masks: the
/// same seed gives the same bytes. Without validation rows all epochs are trained.
///
/// # Errors
/// [`FitError`] says what to change.
///
/// # Panics
/// Where the pairs do not have the shape that `architecture` says.
pub fn fit(
    architecture: Architecture,
    params: &Params,
    (train, validation): (&Pairs<'_>, Option<&Pairs<'_>>),
    seed: u64,
    watcher: &dyn Watcher,
) -> Result<Fitted, FitError> {
    check(params)?;
    if train.rows() == 0 {
        return Err(FitError::NoRows);
    }
    let mut trainer = Trainer::new(architecture, params, seed)?;
    let validation = validation.filter(|pairs| pairs.rows() > 0);
    let mut best = Best::new();
    let mut curve = Vec::new();
    for epoch in 1..=params.epochs {
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
            if best.consider(epoch, loss, trainer.network_mut()) >= params.patience {
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

/// Refuses values that a schema lets through, or that came without one.
fn check(params: &Params) -> Result<(), FitError> {
    let counts = [
        ("batch_size", params.batch_size),
        ("epochs", params.epochs),
        ("patience", params.patience),
        ("branch_width", params.branch_width),
        ("embedding_width", params.embedding_width),
        ("pooled_width", params.pooled_width),
    ];
    for (name, count) in counts {
        if count == 0 {
            return Err(FitError::Parameter {
                name,
                value: 0.0,
                wanted: "at least 1",
            });
        }
    }
    let numbers = [
        ("learning_rate", params.learning_rate),
        ("weight_decay", params.weight_decay),
        ("margin", params.margin),
    ];
    for (name, value) in numbers {
        if !(value.is_finite() && value >= 0.0) {
            return Err(FitError::Parameter {
                name,
                value,
                wanted: "a number from 0",
            });
        }
    }
    if !(0.0..1.0).contains(&params.dropout) {
        return Err(FitError::Parameter {
            name: "dropout",
            value: params.dropout,
            wanted: "from 0 to below 1",
        });
    }
    Ok(())
}
