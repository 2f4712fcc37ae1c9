use emospec_learn::dfdx::optim::AdamConfig;
use emospec_learn::training::{FitError, Schedule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The networks of `cbvmr` and their training. The defaults are those of the released code, whose first view is video
/// and whose second is music; pairs are in the order of the task's views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CbvmrParams {
    /// Widths of the hidden layers of each view's network.
    #[schemars(inner(length(max = 8), inner(range(min = 1, max = 65_536))))]
    pub hidden: [Vec<usize>; 2],
    /// Width of the embeddings.
    #[schemars(range(min = 1, max = 65_536))]
    pub embedding_width: usize,
    /// Share of the hidden elements that are dropped while training.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub dropout: f64,
    /// How much more similar a row's partner has to be than another row.
    #[schemars(range(min = 0.0))]
    pub margin: f64,
    /// Rows of the batch that a row's partner is ranked against: those most similar to the row.
    #[schemars(range(min = 1))]
    pub hardest: usize,
    /// Weights of the ranking losses with the rows of each view as queries.
    #[schemars(inner(range(min = 0.0)))]
    pub ranking_weights: [f64; 2],
    /// Weights of each view's structure loss.
    #[schemars(inner(range(min = 0.0)))]
    pub structure_weights: [f64; 2],
    /// Rows of a batch whose structure is compared.
    #[schemars(range(min = 1))]
    pub structure_rows: usize,
    /// Step size of Adam.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// Rows per step; the last batch of an epoch may be smaller. Chosen: the source has 1000, of 200,000 pairs, which
    /// would make some hundred pairs one step an epoch.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most; chosen, since the source counts 700,000 steps.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops, the best network being kept; chosen.
    #[schemars(range(min = 1))]
    pub patience: usize,
}

impl Default for CbvmrParams {
    fn default() -> Self {
        Self {
            hidden: [vec![2048], vec![2048, 1024]],
            embedding_width: 512,
            dropout: 0.1,
            margin: 0.1,
            hardest: 100,
            ranking_weights: [1.0, 3.0],
            structure_weights: [0.2, 0.2],
            structure_rows: 100,
            learning_rate: 3e-4,
            batch_size: 256,
            epochs: 500,
            patience: 20,
        }
    }
}

impl CbvmrParams {
    /// How the network is trained.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            adam: AdamConfig {
                lr: self.learning_rate,
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
        for &width in self.hidden.iter().flatten() {
            FitError::require_count("hidden", width)?;
        }
        FitError::require_count("embedding_width", self.embedding_width)?;
        FitError::require_amount("margin", self.margin)?;
        FitError::require_count("hardest", self.hardest)?;
        for weight in self.ranking_weights {
            FitError::require_amount("ranking_weights", weight)?;
        }
        for weight in self.structure_weights {
            FitError::require_amount("structure_weights", weight)?;
        }
        FitError::require_count("structure_rows", self.structure_rows)
    }
}
