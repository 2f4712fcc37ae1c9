use emospec_learn::dfdx::optim::AdamConfig;
use emospec_learn::training::{FitError, Schedule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The networks of `acmr` and their training. The defaults are those of the released code for Wikipedia, unless said
/// otherwise; pairs are in the order of the task's views, there image and text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AcmrParams {
    /// Widths of the hidden layers of each view's network.
    #[schemars(inner(length(max = 8), inner(range(min = 1, max = 65_536))))]
    pub hidden: [Vec<usize>; 2],
    /// Width of the embeddings.
    #[schemars(range(min = 1, max = 65_536))]
    pub embedding_width: usize,
    /// Widths of the hidden layers of the network that guesses the view; it has no activations.
    #[schemars(length(max = 8), inner(range(min = 1, max = 65_536)))]
    pub view_hidden: Vec<usize>,
    /// Weight of the cross entropy of the classes.
    #[schemars(range(min = 0.0))]
    pub label_weight: f64,
    /// Weight of the root mean square distance of partners. The source takes the root of the sum over a batch of 64,
    /// which is 8 times that.
    #[schemars(range(min = 0.0))]
    pub pair_weight: f64,
    /// Weight of the hinge between rows of different classes.
    #[schemars(range(min = 0.0))]
    pub hinge_weight: f64,
    /// Squared distance beyond which rows of different classes cost nothing.
    #[schemars(range(min = 0.0))]
    pub margin: f64,
    /// How fast the adversary gains strength: after a share p of the epochs it has 2/(1 + e^(-speed p)) - 1.
    #[schemars(range(min = 0.0))]
    pub adversary_speed: f64,
    /// Step size of Adam.
    #[schemars(range(min = 0.0))]
    pub learning_rate: f64,
    /// Decay of Adam's mean of gradients.
    #[schemars(range(min = 0.0, max = 0.9999))]
    pub beta: f64,
    /// Rows per step; the last batch of an epoch may be smaller.
    #[schemars(range(min = 1))]
    pub batch_size: usize,
    /// Passes over the training rows at most, by which the adversary's progress is counted.
    #[schemars(range(min = 1))]
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops, the best network being kept; chosen.
    #[schemars(range(min = 1))]
    pub patience: usize,
}

impl Default for AcmrParams {
    fn default() -> Self {
        Self {
            hidden: [vec![512, 100], vec![40, 100]],
            embedding_width: 40,
            view_hidden: vec![20, 10],
            label_weight: 100.0,
            pair_weight: 8.0,
            hinge_weight: 0.02,
            margin: 0.1,
            adversary_speed: 10.0,
            learning_rate: 1e-4,
            beta: 0.5,
            batch_size: 64,
            epochs: 200,
            patience: 20,
        }
    }
}

impl AcmrParams {
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
        for &width in self.hidden.iter().flatten() {
            FitError::require_count("hidden", width)?;
        }
        FitError::require_count("embedding_width", self.embedding_width)?;
        for &width in &self.view_hidden {
            FitError::require_count("view_hidden", width)?;
        }
        let amounts = [
            ("label_weight", self.label_weight),
            ("pair_weight", self.pair_weight),
            ("hinge_weight", self.hinge_weight),
            ("margin", self.margin),
            ("adversary_speed", self.adversary_speed),
        ];
        for (name, amount) in amounts {
            FitError::require_amount(name, amount)?;
        }
        FitError::require_share("beta", self.beta)
    }
}
