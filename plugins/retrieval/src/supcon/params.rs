use emospec_learn::dfdx::optim::{AdamConfig, WeightDecay};
use emospec_learn::training::{FitError, Schedule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The networks of `supcon` and their training; the defaults are those of Emo-CLIM unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SupConParams {
    /// Width of the hidden layer of each view's network.
    #[schemars(range(min = 1, max = 65_536))]
    pub hidden: usize,
    /// Width of the embeddings.
    #[schemars(range(min = 1, max = 65_536))]
    pub embedding_width: usize,
    /// Share of the hidden elements that are dropped while training.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub dropout: f64,
    /// What cosines are divided by before the softmax.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub temperature: f64,
    /// Step size of Adam.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// Weight decay, decoupled (`AdamW`); PyTorch's default, which the source does not change.
    #[schemars(range(min = 0.0))]
    pub weight_decay: f64,
    /// Rows per step, each compared with the others; the last batch of an epoch may be smaller.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most. Chosen: the source has 30 epochs of far more rows.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops, the best network being kept; chosen.
    #[schemars(range(min = 1))]
    pub patience: usize,
}

impl Default for SupConParams {
    fn default() -> Self {
        Self {
            hidden: 256,
            embedding_width: 128,
            dropout: 0.5,
            temperature: 0.07,
            learning_rate: 1e-4,
            weight_decay: 0.01,
            batch_size: 64,
            epochs: 200,
            patience: 20,
        }
    }
}

impl SupConParams {
    /// How the network is trained.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            adam: AdamConfig {
                lr: self.learning_rate,
                weight_decay: Some(WeightDecay::Decoupled(self.weight_decay)),
                ..AdamConfig::default()
            },
            batch_size: self.batch_size,
            epochs: self.epochs,
            patience: self.patience,
            dropout: self.dropout,
        }
    }

    /// Refuses values that a schema lets through, or that came without one.
    pub(super) fn check(&self) -> Result<(), FitError> {
        FitError::require_count("hidden", self.hidden)?;
        FitError::require_count("embedding_width", self.embedding_width)?;
        FitError::require_positive("temperature", self.temperature)?;
        FitError::require_amount("weight_decay", self.weight_decay)
    }
}
