use emospec_sdk::{Progress, Run};

use super::{EpochLosses, Watcher};

/// Passes a fit's progress on to the engine, and the engine's wish to stop to the fit.
pub struct RunWatcher<'a> {
    /// The engine's end.
    pub run: &'a Run<'a>,
    /// Epochs at most.
    pub epochs: usize,
}

impl Watcher for RunWatcher<'_> {
    fn is_cancelled(&self) -> bool {
        self.run.check_cancelled().is_err()
    }

    fn epoch_done(&self, losses: &EpochLosses) {
        // A cancellation is seen before the next step.
        let _ = self.run.progress(&Progress {
            epoch: losses.epoch,
            epochs: Some(self.epochs),
            train_loss: Some(losses.train),
            validation_loss: losses.validation,
        });
    }
}
