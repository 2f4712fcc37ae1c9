/// How a job ended, as Slurm says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Its script ended with 0.
    Completed,
    /// Its script ended with another code, or by a signal.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
    /// It ran over its time limit.
    TimedOut,
    /// Its deadline passed.
    Deadline,
    /// Its node failed.
    NodeFailed,
    /// Its node could not be started.
    BootFailed,
    /// It used more memory than it was given.
    OutOfMemory,
    /// Another job took its place.
    Preempted,
}

/// What `slurmstepd` and the kernel leave in the log of a job, and what it means.
const IN_LOGS: [(&str, Ending); 5] = [
    ("DUE TO TIME LIMIT", Ending::TimedOut),
    ("DUE TO NODE FAILURE", Ending::NodeFailed),
    ("DUE TO PREEMPTION", Ending::Preempted),
    ("oom_kill event", Ending::OutOfMemory),
    ("oom-kill event", Ending::OutOfMemory),
];

impl Ending {
    /// How a job ended by the last lines of its log, where these tell: clusters forget jobs, and not all keep accounts.
    pub(super) fn of_log(lines: &[String]) -> Option<Self> {
        let by_slurm = lines
            .iter()
            .rev()
            .filter(|line| line.contains("slurmstepd"));
        by_slurm
            .map(|line| {
                let told = IN_LOGS.iter().find(|(words, _)| line.contains(words));
                let cancelled = line.contains("CANCELLED AT").then_some(Self::Cancelled);
                told.map(|(_, ending)| *ending).or(cancelled)
            })
            .find_map(|ending| ending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_tells_what_slurm_forgot() {
        let of = |text: &str| Ending::of_log(&text.lines().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(
            of(
                "epoch 3\nslurmstepd-vm: error: *** JOB 7 ON vm CANCELLED AT 2026-11-26T07:37:59 DUE TO TIME LIMIT ***\nTerminated"
            ),
            Some(Ending::TimedOut)
        );
        assert_eq!(
            of(
                "slurmstepd: error: *** JOB 6 ON n1 CANCELLED AT 2026-11-26T07:36:56 ***\nTerminated"
            ),
            Some(Ending::Cancelled)
        );
        assert_eq!(
            of(
                "slurmstepd: error: Detected 1 oom_kill event in StepId=6.batch. Some of the step tasks have been OOM Killed."
            ),
            Some(Ending::OutOfMemory)
        );
        assert_eq!(of("a model that prints DUE TO TIME LIMIT"), None);
        assert_eq!(of(""), None);
    }
}
