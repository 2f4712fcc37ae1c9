use super::batch::Batch;
use super::element::Element;
use super::job_id::JobId;
use crate::plan::PlannedTrial;

/// A batch whose jobs are in Slurm's hands.
#[derive(Debug)]
pub(super) struct Submitted {
    pub batch: Batch,
    pub job: JobId,
    /// Whether trials of it waited or ran, when it was found, that are not waited for.
    pub has_others: bool,
}

/// A trial that is waited for.
#[derive(Debug, Clone)]
pub(super) struct Watched<'a> {
    pub planned: &'a PlannedTrial,
    /// The place of its batch among those that are waited for.
    pub batch: usize,
    /// Its element.
    pub index: u32,
    pub element: Element,
}
