use emospec_learn::training::{FitError, Schedule};
use emospec_sdk::prelude::*;

use crate::pair_classifier::adam;

/// The network and how it learns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct L3NetParams {
    /// Width of what each tower makes of its view; the source's towers end in 512 channels.
    #[schemars(range(min = 1))]
    pub tower_width: usize,
    /// Width of the layer over both; the source's.
    #[schemars(range(min = 1))]
    pub hidden_width: usize,
    /// Step size of Adam; the source's.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// L2 weight decay, added to the gradient; the source's.
    #[schemars(range(min = 0.0))]
    pub weight_decay: f64,
    /// Rows per step; the last batch of an epoch may be smaller. Chosen: a few thousand rows give few steps an
    /// epoch otherwise.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most. Chosen: early stopping ends sooner; the source counts
    /// weeks of steps on videos without end.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops; the best network is kept, and without
    /// validation rows all epochs run. Chosen as in the benchmark of EmoMV.
    #[schemars(range(min = 1))]
    pub patience: usize,
    /// Share of the towers' outputs that are dropped while training. The source drops none.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub dropout: f64,
}

impl Default for L3NetParams {
    fn default() -> Self {
        Self {
            tower_width: 512,
            hidden_width: 128,
            learning_rate: 1e-4,
            weight_decay: 1e-5,
            batch_size: 64,
            epochs: 1000,
            patience: 20,
            dropout: 0.0,
        }
    }
}

impl L3NetParams {
    /// How the network is trained.
    ///
    /// # Errors
    /// Where a parameter has a value that nothing can be done with.
    pub fn schedule(&self) -> Result<Schedule, FitError> {
        for (name, count) in [
            ("tower_width", self.tower_width),
            ("hidden_width", self.hidden_width),
        ] {
            FitError::require_count(name, count)?;
        }
        FitError::require_amount("weight_decay", self.weight_decay)?;
        Ok(Schedule {
            adam: adam(self.learning_rate, self.weight_decay),
            batch_size: self.batch_size,
            epochs: self.epochs,
            patience: self.patience,
            dropout: self.dropout,
        })
    }
}
