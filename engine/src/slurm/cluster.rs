use std::path::Path;

use super::error::SlurmError;
use super::job_id::JobId;
use super::request::Request;
use super::sightings::Sightings;

/// An array to be submitted.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The name of its jobs.
    pub name: &'a str,
    /// Its elements.
    pub count: usize,
    /// Its folder.
    pub folder: &'a Path,
    /// The array that it begins after.
    pub after: Option<JobId>,
    /// What is asked for each element.
    pub request: &'a Request,
}

/// What a cluster does for the engine.
pub trait Cluster: Sync {
    /// How many elements an array may have.
    ///
    /// # Errors
    /// Where it does not say.
    fn largest_array(&self) -> Result<usize, SlurmError>;

    /// Submits an array.
    ///
    /// # Errors
    /// Where it is refused. One that is transient, or an answer that cannot be understood, leaves open whether it was
    /// submitted.
    fn submit(&self, submission: Submission<'_>) -> Result<JobId, SlurmError>;

    /// What is seen of the jobs with these names: those that wait and run, and those that ended lately.
    ///
    /// # Errors
    /// Where it does not answer.
    fn queue(&self, names: &[String]) -> Result<Sightings, SlurmError>;

    /// What its accounts say of jobs, however long ago they ended.
    ///
    /// # Errors
    /// Where it keeps none, or does not answer.
    fn accounts(&self, jobs: &[JobId]) -> Result<Sightings, SlurmError>;

    /// Cancels arrays, or only what of them has not begun.
    ///
    /// # Errors
    /// Where it does not.
    fn cancel(&self, jobs: &[JobId], only_waiting: bool) -> Result<(), SlurmError>;
}
