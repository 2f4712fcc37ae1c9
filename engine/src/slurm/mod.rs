//! Trials as jobs of a Slurm cluster: the misses of a plan are submitted as job arrays, each element runs one trial on a
//! node, and what it leaves comes back through the cache, which the nodes share.
//!
//! ```text
//! CACHE/slurm/BATCH/asked     sealed JSON: the spec, how the command was asked, and the trials in the order of the
//!                             elements (Asked)
//! CACHE/slurm/BATCH/script    what Slurm runs for every element: `emospec slurm-element CACHE/slurm/BATCH`
//! CACHE/slurm/BATCH/job       sealed JSON: the number of the job array
//! CACHE/slurm/BATCH/N.log     what element N printed
//! CACHE/slurm/BATCH/N.json    sealed JSON: why trial N has no results, where it has none (ElementOutcome)
//! CACHE/slurm/BATCH/given-up  the jobs were cancelled by the engine: what has no outcome was not run
//! CACHE/slurm/BATCH/collected nothing of it waits or runs, and it was reported: the logs are kept for two weeks
//! ```
//!
//! The folder is written under `CACHE/tmp` and renamed, files in it are written beside their place and renamed, and a
//! sealed file begins with the digest of the rest: on a network file system a reader sees each whole or not at all. BATCH
//! is a digest, and `emospec-BATCH` the name of the jobs: where the submitting command ends between the submission and
//! `job`, or where nobody knows whether it was made, the jobs are found by it.
//!
//! How a trial ended is what its element left; where it left nothing, what `squeue` says, or where that has forgotten it,
//! `sacct`, or where no accounts are kept, the end of the log. A job that is over is given some time to be seen
//! here ([`Patience`]). A run that finds trials of its plan in a batch attaches to those that wait or run, tells of those
//! that ended meanwhile, and submits the others again. With `--force` it attaches to those that were submitted with it, and
//! submits all others. While any element of a batch waits or runs, it is neither collected nor removed. A batch that cannot
//! be read ends the run before it submits anything; one that is damaged is told.

mod asked;
mod batch;
mod batches;
mod cause;
mod cluster;
mod collector;
mod command;
mod command_line;
mod counts;
mod element;
mod ending;
mod error;
mod executor;
mod fleet;
mod job_id;
mod job_state;
mod onlooker;
mod outcome;
mod patience;
mod places;
mod request;
mod script;
mod sightings;
mod span;
mod submit;
mod survey;
#[cfg(test)]
mod tests;
mod watch;
mod watched;

pub use asked::{Asked, AskedBy, AskedTrial};
pub use batch::Batch;
pub use cluster::{Cluster, Submission};
pub use command_line::CommandLine;
pub use counts::Counts;
pub use ending::Ending;
pub use error::SlurmError;
pub use executor::{Collected, SlurmExecutor};
pub use job_id::JobId;
pub use job_state::JobState;
pub use onlooker::Onlooker;
pub use outcome::{ElementFailure, ElementOutcome, Said};
pub use patience::Patience;
pub use request::Request;
pub use sightings::{Sighting, Sightings};
