use std::time::Duration;

/// Why Slurm did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlurmError {
    /// A program of Slurm is not there.
    #[error("`{program}` was not found: is Slurm installed here?")]
    Absent {
        /// The program.
        program: &'static str,
    },
    /// A program of Slurm could not be started.
    #[error("`{program}` could not be started: {cause}")]
    Unstarted {
        /// The program.
        program: &'static str,
        /// What the system says.
        cause: String,
    },
    /// A program of Slurm failed.
    #[error("`{program}` failed: {said}")]
    Failed {
        /// The program.
        program: &'static str,
        /// What it said.
        said: String,
    },
    /// A program of Slurm did not end in time, and was ended.
    #[error("`{program}` did not answer within {} s", .limit.as_secs())]
    Slow {
        /// The program.
        program: &'static str,
        /// How long it was waited for.
        limit: Duration,
    },
    /// What a program of Slurm printed cannot be understood.
    #[error("`{program}` answered what cannot be understood: {said}")]
    Nonsense {
        /// The program.
        program: &'static str,
        /// What it printed, cut short.
        said: String,
    },
    /// A folder of a batch cannot be made, read or written.
    #[error("failed to use the folder of jobs {folder}: {cause}")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system says.
        cause: String,
    },
}

/// What Slurm's programs say when its controller is busy, restarting, or not to be reached for a while.
const TRANSIENT: [&str; 10] = [
    "socket timed out",
    "unable to contact slurm controller",
    "temporarily unable",
    "temporarily unavailable",
    "transport endpoint",
    "connection refused",
    "connection reset",
    "connection timed out",
    "zero bytes were transmitted",
    "munge encode failed",
];

impl SlurmError {
    /// Whether the same may well work in a moment.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Slow { .. } => true,
            Self::Failed { said, .. } => {
                let said = said.to_lowercase();
                TRANSIENT.iter().any(|words| said.contains(words))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_controller_passes_and_a_wrong_partition_does_not() {
        let failed = |said: &str| SlurmError::Failed {
            program: "sbatch",
            said: said.to_owned(),
        };
        for said in [
            "slurm_load_jobs error: Socket timed out on send/recv operation",
            "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
            "squeue: error: Munge encode failed: Failed to access \"/run/munge/munge.socket.2\"",
        ] {
            assert!(failed(said).is_transient(), "{said}");
        }
        let said = "sbatch: error: Batch job submission failed: Invalid partition name specified";
        assert!(!failed(said).is_transient());
    }
}
