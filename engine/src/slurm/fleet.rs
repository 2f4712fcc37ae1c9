use super::element::Element;
use super::watched::{Submitted, Watched};
use crate::plan::PlannedTrial;

/// Batches in Slurm's hands, and the trials in them that are waited for.
#[derive(Debug, Default)]
pub(super) struct Fleet<'a> {
    pub submitted: Vec<Submitted>,
    pub watched: Vec<Watched<'a>>,
}

impl<'a> Fleet<'a> {
    /// Waits for an element of the batch that is added next.
    pub fn watch(&mut self, planned: &'a PlannedTrial, index: u32) {
        self.watched.push(Watched {
            planned,
            batch: self.submitted.len(),
            index,
            element: Element::new(),
        });
    }
}
