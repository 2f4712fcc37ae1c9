use emospec_learn::dfdx::optim::AdamConfig;
use emospec_learn::training::{FitError, Schedule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The networks of `dscmr` and their training; the defaults are those of the released code unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DscmrParams {
    /// Width of the hidden layer of each view's network.
    #[schemars(range(min = 1, max = 65_536))]
    pub hidden: usize,
    /// Width of the embeddings, which a layer that both views share makes.
    #[schemars(range(min = 1, max = 65_536))]
    pub embedding_width: usize,
    /// Weight of the discrimination of embeddings by class (lambda of the paper).
    #[schemars(range(min = 0.0))]
    pub discrimination_weight: f64,
    /// Weight of the distance of partners (eta of the paper).
    #[schemars(range(min = 0.0))]
    pub pair_weight: f64,
    /// Step size of Adam.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// Decay of Adam's mean of gradients.
    #[schemars(range(min = 0.0, max = 0.9999))]
    pub beta: f64,
    /// Rows per step; the last batch of an epoch may be smaller.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops, the best network being kept; chosen.
    #[schemars(range(min = 1))]
    pub patience: usize,
}

impl Default for DscmrParams {
    fn default() -> Self {
        Self {
            hidden: 2048,
            embedding_width: 1024,
            discrimination_weight: 1e-3,
            pair_weight: 0.1,
            learning_rate: 1e-4,
            beta: 0.5,
            batch_size: 100,
            epochs: 500,
            patience: 20,
        }
    }
}

impl DscmrParams {
    /// How the network is trained.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            adam: AdamConfig {
                lr: self.learning_rate,
                betas: [self.beta, 0.999],
                ..AdamConfig::default()
            },
            batch_size: self.batch_size,
            epochs: self.epochs,
            patience: self.patience,
            dropout: 0.0,
        }
    }

    /// Refuses values that a schema lets through, or that came without one.
    pub(super) fn check(&self) -> Result<(), FitError> {
        FitError::require_count("hidden", self.hidden)?;
        FitError::require_count("embedding_width", self.embedding_width)?;
        FitError::require_amount("discrimination_weight", self.discrimination_weight)?;
        FitError::require_amount("pair_weight", self.pair_weight)?;
        FitError::require_share("beta", self.beta)
    }
}
