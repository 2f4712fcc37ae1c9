use std::cell::Cell;

use emospec_sdk::{Error, Progress, Run};

/// Counts the evaluations of all searches of a fit, so that what is reported as an epoch only grows.
pub struct Steps<'a> {
    run: &'a Run<'a>,
    done: Cell<usize>,
}

impl<'a> Steps<'a> {
    /// None yet.
    pub fn new(run: &'a Run<'a>) -> Self {
        Self {
            run,
            done: Cell::new(0),
        }
    }

    /// Reports one more, with the cost it found.
    ///
    /// # Errors
    /// Where the engine asked to stop.
    pub fn took(&self, cost: f64) -> Result<(), Error> {
        self.done.set(self.done.get() + 1);
        self.run.progress(&Progress {
            epoch: self.done.get(),
            train_loss: Some(cost),
            ..Progress::default()
        })
    }
}
