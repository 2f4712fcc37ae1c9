use serde::Serialize;

use super::{EpochLosses, Fitted};

/// Facts of a fit, left beside the results.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    best_epoch: usize,
    epochs: usize,
    losses: &'a [EpochLosses],
}

impl<L> Fitted<L> {
    /// Its facts.
    pub fn report(&self) -> Report<'_> {
        Report {
            best_epoch: self.best_epoch,
            epochs: self.curve.len(),
            losses: &self.curve,
        }
    }
}
