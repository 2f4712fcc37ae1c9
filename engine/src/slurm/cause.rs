//! Why a trial has no results, where its job says so and not its model.

use std::path::Path;
use std::time::Duration;

use super::ending::Ending;
use crate::execute::TrialFailure;
use crate::plan::Trial;

/// The cause, in words, of a job that left no outcome: how it ended, where that is known, its time limit, and the folder
/// that it should have left something in. The same whenever a job ends this way.
pub(super) fn cause(ending: Option<Ending>, limit: Option<Duration>, cache: &Path) -> String {
    match ending {
        Some(Ending::TimedOut) => {
            let limit = limit.map(|limit| format!(" of {}", humantime::format_duration(limit)));
            format!(
                "its Slurm job ran over its time limit{} (`time` under `execution`)",
                limit.unwrap_or_default()
            )
        }
        Some(Ending::Cancelled) => "its Slurm job was cancelled".to_owned(),
        Some(Ending::Deadline) => "the deadline of its Slurm job passed".to_owned(),
        Some(Ending::NodeFailed) => "the node of its Slurm job failed".to_owned(),
        Some(Ending::BootFailed) => "the node of its Slurm job could not be started".to_owned(),
        Some(Ending::OutOfMemory) => {
            "its Slurm job used more memory than it was given (`memory` under `execution`)"
                .to_owned()
        }
        Some(Ending::Preempted) => "its Slurm job had to give way to another".to_owned(),
        Some(Ending::Failed) => "its Slurm job failed before it could leave an outcome".to_owned(),
        Some(Ending::Completed) => format!(
            "its Slurm job completed, and nothing of it is in {}: is that folder shared with the nodes?",
            cache.display()
        ),
        None => "its Slurm job is gone, and left no outcome".to_owned(),
    }
}

/// A failure that the job tells of and not the model, with the end of its log.
pub(super) fn failure_of(trial: &Trial, cause: &str, log: Option<Vec<String>>) -> TrialFailure {
    TrialFailure {
        message: format!("{} (seed {}): {cause}", trial.model, trial.seed),
        last_words: log.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_is_told_where_it_is_known() {
        let of = |limit| cause(Some(Ending::TimedOut), limit, Path::new("/cache"));
        assert!(of(Some(Duration::from_mins(90))).contains("limit of 1h 30m ("));
        assert!(of(None).contains("limit ("));
    }

    #[test]
    fn a_folder_that_is_not_shared_is_suspected() {
        assert!(cause(Some(Ending::Completed), None, Path::new("/home/c")).contains("/home/c"));
    }
}
