use super::ending::Ending;

/// What Slurm says of an element of a job array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// It waits for a node.
    Waiting,
    /// It runs, or is about to begin or to end.
    Working,
    /// It is over.
    Ended(Ending),
}

impl JobState {
    /// The state that a word of `squeue` or `sacct` stands for (`squeue(1)`, JOB STATE CODES). A word of a later version
    /// counts as running: such a job is still known, so something is yet to come.
    pub(super) fn of(word: &str) -> Self {
        // sacct says who cancelled: `CANCELLED by 0`.
        let word = word.split(' ').next().unwrap_or_default();
        match word {
            "PENDING" | "REQUEUED" | "REQUEUE_FED" | "REQUEUE_HOLD" | "RESV_DEL_HOLD"
            | "SPECIAL_EXIT" => Self::Waiting,
            "COMPLETED" => Self::Ended(Ending::Completed),
            "FAILED" => Self::Ended(Ending::Failed),
            "CANCELLED" | "REVOKED" => Self::Ended(Ending::Cancelled),
            "TIMEOUT" => Self::Ended(Ending::TimedOut),
            "DEADLINE" => Self::Ended(Ending::Deadline),
            "NODE_FAIL" => Self::Ended(Ending::NodeFailed),
            "BOOT_FAIL" => Self::Ended(Ending::BootFailed),
            "OUT_OF_MEMORY" => Self::Ended(Ending::OutOfMemory),
            "PREEMPTED" => Self::Ended(Ending::Preempted),
            _ => Self::Working,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_cleans_up_is_not_over() {
        assert_eq!(JobState::of("COMPLETING"), JobState::Working);
        assert_eq!(JobState::of("CONFIGURING"), JobState::Working);
        assert_eq!(JobState::of("EXPEDITING"), JobState::Working);
        assert_eq!(JobState::of("REQUEUE_HOLD"), JobState::Waiting);
    }

    #[test]
    fn sacct_says_who_cancelled() {
        let cancelled = JobState::Ended(Ending::Cancelled);
        assert_eq!(JobState::of("CANCELLED by 0"), cancelled);
        assert_eq!(JobState::of("CANCELLED"), cancelled);
    }
}
