//! Trials to job arrays.

use std::collections::BTreeMap;
use std::thread;

use super::asked::Asked;
use super::batch::Batch;
use super::batches::Batches;
use super::cluster::Submission;
use super::element::Element;
use super::error::SlurmError;
use super::executor::{SlurmExecutor, TRIES, not_run};
use super::job_id::JobId;
use super::watched::{Submitted, Watched};
use crate::execute::Outcome;
use crate::files::Digest;
use crate::plan::PlannedTrial;

impl SlurmExecutor<'_> {
    /// Submits trials in as few arrays as the cluster takes. Where a later one is refused, its trials are not run.
    pub(super) fn submit_all<'p>(
        &self,
        batches: &Batches<'_>,
        rest: &[&'p PlannedTrial],
        submitted: &mut Vec<Submitted>,
        watched: &mut Vec<Watched<'p>>,
        outcomes: &mut BTreeMap<Digest, Outcome>,
    ) -> Result<(), SlurmError> {
        if rest.is_empty() {
            return Ok(());
        }
        let largest = self.retried(|| self.cluster.largest_array())?;
        let is_first = submitted.is_empty();
        let mut done = 0;
        for chunk in rest.chunks(largest) {
            if (self.interrupted)() {
                outcomes.extend(not_run(rest.get(done..).unwrap_or_default()));
                break;
            }
            // One array after the other, where so many may run at once: each has a limit of its own.
            let after = submitted.last().map(|it| it.job);
            let after = after.filter(|_| self.request.is_throttled());
            match self.submit(batches, chunk, after) {
                Ok(array) => {
                    self.onlooker.told(&format!(
                        "submitted {} trials as job {}",
                        chunk.len(),
                        array.job
                    ));
                    watched.extend((0..).zip(chunk).map(|(index, planned)| Watched {
                        planned,
                        batch: submitted.len(),
                        index,
                        element: Element::new(),
                    }));
                    submitted.push(array);
                    done += chunk.len();
                }
                Err(error) if is_first && done == 0 => return Err(error),
                Err(error) => {
                    let left = rest.get(done..).unwrap_or_default();
                    self.onlooker.told(&format!(
                        "warning: {} trials were not submitted: {error}; run again to submit them",
                        left.len()
                    ));
                    outcomes.extend(not_run(left));
                    break;
                }
            }
        }
        Ok(())
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
