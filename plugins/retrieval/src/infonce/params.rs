use emospec_learn::dfdx::optim::{AdamConfig, WeightDecay};
use emospec_learn::training::{FitError, Schedule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The networks of `infonce` and their training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InfoNceParams {
    /// Width of the hidden layer of each view's network. The sources embed with deep encoders of raw data; chosen.
    #[schemars(range(min = 1, max = 65_536))]
    pub hidden: usize,
    /// Width of the embeddings; chosen, as in Emo-CLIM.
    #[schemars(range(min = 1, max = 65_536))]
    pub embedding_width: usize,
    /// Share of the hidden elements that are dropped while training; chosen.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub dropout: f64,
    /// What cosines are divided by before the softmax. CLIP starts at this value and learns it; here it stays.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub temperature: f64,
    /// Leave rows of a batch that have the query's class out of what it is told from; the task then has to name each
    /// view's class under `auxiliary`, with the same classes. Off in the sources, which have no classes.
    pub mask_same_class: bool,
    /// Step size of Adam; chosen.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// Weight decay, decoupled (`AdamW`); chosen, PyTorch's default.
    #[schemars(range(min = 0.0))]
    pub weight_decay: f64,
    /// Rows per step, each told from the others; the last batch of an epoch may be smaller. Chosen for some hundred
    /// rows; CLIP has 32,768.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most; chosen.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops, the best network being kept; chosen.
    #[schemars(range(min = 1))]
    pub patience: usize,
}

impl Default for InfoNceParams {
    fn default() -> Self {
        Self {
            hidden: 256,
            embedding_width: 128,
            dropout: 0.5,
            temperature: 0.07,
            mask_same_class: false,
            learning_rate: 1e-4,
            weight_decay: 0.01,
            batch_size: 64,
            epochs: 200,
            patience: 20,
        }
    }
}

impl InfoNceParams {
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
