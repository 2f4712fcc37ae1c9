use emospec_learn::training::{FitError, Schedule};
use emospec_sdk::prelude::*;

use crate::pair_classifier::adam;

/// How the projections of a pair become one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fusion {
    /// Side by side. The layers after it have to learn to compare; a few thousand rows they sooner learn by heart.
    Concatenation,
    /// The products of elements of the same place.
    #[default]
    Product,
}

/// The network and how it learns. The source publishes the order of the layers but no sizes and no code, so all numbers are
/// chosen: small enough for a few thousand rows, and the training of L3-Net, its baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AcpNetParams {
    /// Width of the first layer of each projection; the source leaves it open.
    #[schemars(range(min = 1))]
    pub projection_width: usize,
    /// Width of the common space; the source leaves it open.
    #[schemars(range(min = 1))]
    pub common_width: usize,
    /// Width of the layer after the fusion; the source leaves it open.
    #[schemars(range(min = 1))]
    pub hidden_width: usize,
    /// How the projections are fused; the source leaves it open, and the product is chosen since it compares from the
    /// start.
    pub fusion: Fusion,
    /// Step size of Adam; the source leaves it open; that of L3-Net.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// L2 weight decay, added to the gradient; the source leaves it open; that of L3-Net.
    #[schemars(range(min = 0.0))]
    pub weight_decay: f64,
    /// Rows per step; the last batch of an epoch may be smaller. The source leaves it open; that of `l3-net`.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most. Chosen: early stopping ends sooner.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops; the best network is kept, and without
    /// validation rows all epochs run. Chosen as in the benchmark of EmoMV.
    #[schemars(range(min = 1))]
    pub patience: usize,
    /// Share of hidden elements that are dropped while training. The source leaves it
    /// open; chosen against overfitting.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub dropout: f64,
}

impl Default for AcpNetParams {
    fn default() -> Self {
        Self {
            projection_width: 256,
            common_width: 128,
            hidden_width: 128,
            fusion: Fusion::Product,
            learning_rate: 1e-4,
            weight_decay: 1e-5,
            batch_size: 64,
            epochs: 1000,
            patience: 20,
            dropout: 0.5,
        }
    }
}

impl AcpNetParams {
    /// How the network is trained.
    ///
    /// # Errors
    /// Where a parameter has a value that nothing can be done with.
    pub fn schedule(&self) -> Result<Schedule, FitError> {
        for (name, count) in [
            ("projection_width", self.projection_width),
            ("common_width", self.common_width),
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
