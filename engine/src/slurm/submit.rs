//! Trials to job arrays.

use std::thread;

use super::asked::Asked;
use super::batch::Batch;
use super::batches::Batches;
use super::cluster::Submission;
use super::error::SlurmError;
use super::executor::{SlurmExecutor, TRIES};
use super::fleet::Fleet;
use super::job_id::JobId;
use super::watched::Submitted;
use crate::plan::PlannedTrial;

impl SlurmExecutor<'_> {
    /// Submits trials in as few arrays as the cluster takes. Those are left that were not submitted since one was refused
    /// after others were not, or the command was interrupted.
    pub(super) fn submit_all<'r, 'p>(
        &self,
        batches: &Batches<'_>,
        rest: &'r [&'p PlannedTrial],
        fleet: &mut Fleet<'p>,
    ) -> Result<&'r [&'p PlannedTrial], SlurmError> {
        if rest.is_empty() {
            return Ok(rest);
        }
        let largest = self.retried(|| self.cluster.largest_array())?;
        let mut left = rest;
        while !left.is_empty() && !(self.interrupted)() {
            let (chunk, later) = left.split_at(left.len().min(largest));
            // One array after the other, where so many may run at once: each has a limit of its own.
            let after = fleet.submitted.last().map(|it| it.job);
            let after = after.filter(|_| self.request.is_throttled());
            match self.submit(batches, chunk, after) {
                Ok(array) => {
                    self.onlooker.told(&format!(
                        "submitted {} trials as job {}",
                        chunk.len(),
                        array.job
                    ));
                    for (index, planned) in (0..).zip(chunk) {
                        fleet.watch(planned, index);
                    }
                    fleet.submitted.push(array);
                    left = later;
                }
                Err(error) if fleet.submitted.is_empty() => return Err(error),
                Err(error) => {
                    self.onlooker.told(&format!(
                        "warning: {} trials were not submitted: {error}; run again to submit them",
                        left.len()
                    ));
                    break;
                }
            }
        }
        Ok(left)
    }

    fn submit(
        &self,
        batches: &Batches<'_>,
        chunk: &[&PlannedTrial],
        after: Option<JobId>,
    ) -> Result<Submitted, SlurmError> {
        let batch = batches.create(&Asked::of(&self.by, chunk), &self.engine)?;
        let name = batch.job_name();
        let submission = Submission {
            name: &name,
            count: chunk.len(),
            folder: batch.folder(),
            after,
            request: &self.request,
        };
        let job = self.submit_once(&batch, submission)?;
        batch.keep_job(job)?;
        Ok(Submitted {
            batch,
            job,
            has_others: false,
        })
    }

    /// Submits an array. Where the answer was lost on the way, it is looked whether it was submitted before that is tried
    /// again. The folder is removed where the array was refused; where nobody knows, it is kept for jobs that there may
    /// be, and the next run looks for them.
    fn submit_once(&self, batch: &Batch, submission: Submission<'_>) -> Result<JobId, SlurmError> {
        let mut tried = 1;
        loop {
            let error = match self.cluster.submit(submission) {
                Ok(job) => return Ok(job),
                Err(error) => error,
            };
            let may_pass = error.is_transient();
            let is_refused = !may_pass && !matches!(error, SlurmError::Nonsense { .. });
            if is_refused {
                // An earlier try may have been accepted all the same.
                if tried == 1 {
                    batch.remove();
                }
                return Err(error);
            }
            thread::sleep(self.patience.retry);
            let names = [submission.name.to_owned()];
            let Ok(queue) = self.retried(|| self.cluster.queue(&names)) else {
                return Err(error);
            };
            if let Some(job) = queue.job_named(submission.name) {
                return Ok(job);
            }
            if !may_pass || tried == TRIES {
                return Err(error);
            }
            tried += 1;
        }
    }
}
