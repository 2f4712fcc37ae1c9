use dfdx::optim::AdamConfig;

use super::FitError;

/// How a network is trained.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// The steps.
    pub adam: AdamConfig,
    /// Rows per step; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Passes over the training rows at most.
    pub epochs: usize,
    /// Epochs without a lower validation loss after which training stops.
    pub patience: usize,
    /// Share of the elements that are dropped while training.
    pub dropout: f64,
}

impl Schedule {
    /// Refuses values that a schema lets through, or that came without one.
    pub(super) fn check(&self) -> Result<(), FitError> {
        let counts = [
            ("batch_size", self.batch_size),
            ("epochs", self.epochs),
            ("patience", self.patience),
        ];
        for (name, count) in counts {
            FitError::require_count(name, count)?;
        }
        FitError::require_amount("learning_rate", self.adam.lr)?;
        FitError::require_share("dropout", self.dropout)
    }
}
