//! Training: Adam on shuffled batches until the validation loss stops falling.

mod learner;
mod objective;

use dfdx::optim::{AdamConfig, WeightDecay};
use emospec_learn::pairs::Pairs;
use emospec_learn::training::{self, FitError, Fitted, Schedule, Watcher};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub use objective::{batch_loss, predicted_loss};

use crate::Params;
use crate::network::{Architecture, Network};

impl Params {
    /// How the network is trained.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            adam: AdamConfig {
                lr: self.learning_rate,
                weight_decay: Some(WeightDecay::L2(self.weight_decay)),
                ..AdamConfig::default()
            },
            batch_size: self.batch_size,
            epochs: self.epochs,
            patience: self.patience,
            dropout: self.dropout,
        }
    }
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
    pairs: (&Pairs<'_>, Option<&Pairs<'_>>),
    seed: u64,
    watcher: &dyn Watcher,
) -> Result<Fitted<Network>, FitError> {
    check(params)?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let network = Network::new(architecture, &mut random)?;
    training::fit(network, random, &params.schedule(), pairs, watcher)
}

/// Refuses values that a schema lets through, or that came without one.
fn check(params: &Params) -> Result<(), FitError> {
    let counts = [
        ("branch_width", params.branch_width),
        ("embedding_width", params.embedding_width),
        ("pooled_width", params.pooled_width),
    ];
    for (name, count) in counts {
        FitError::require_count(name, count)?;
    }
    FitError::require_amount("weight_decay", params.weight_decay)?;
    FitError::require_amount("margin", params.margin)
}
