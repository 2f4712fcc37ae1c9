/// Keeps the state of the epoch with the lowest validation loss, and says when to give up.
#[derive(Debug, Clone)]
pub struct Stopping<S> {
    patience: usize,
    waited: usize,
    best: Option<(f64, S)>,
}

impl<S> Stopping<S> {
    /// Gives up after `patience` epochs without a lower loss.
    pub fn new(patience: usize) -> Self {
        Self {
            patience,
            waited: 0,
            best: None,
        }
    }

    /// Takes note of an epoch; `state` is asked for where its loss is the lowest so far. Says whether to go on.
    pub fn goes_on(&mut self, loss: f64, state: impl FnOnce() -> S) -> bool {
        if self.best.as_ref().is_none_or(|(best, _)| loss < *best) {
            self.best = Some((loss, state()));
            self.waited = 0;
        } else {
            self.waited += 1;
        }
        self.waited < self.patience
    }

    /// The state of the epoch with the lowest loss.
    pub fn into_best(self) -> Option<S> {
        self.best.map(|(_, state)| state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_loss_is_kept_and_patience_counts_from_it() {
        let mut stopping = Stopping::new(2);
        let losses = [3.0, 2.0, 2.5, 1.0, 1.0, 1.5, 0.5];
        let epochs = losses.into_iter().enumerate();
        let ran = epochs.take_while(|(epoch, loss)| stopping.goes_on(*loss, || *epoch));
        assert_eq!(ran.count(), 5);
        assert_eq!(stopping.into_best(), Some(3));
    }
}
