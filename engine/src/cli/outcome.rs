use std::process::ExitCode;

/// How a command ended, as its exit code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// 0: all good.
    Good,
    /// 1: a trial failed, or has no results.
    TrialFailed,
    /// 2: usage, an invalid spec, or something needed is not to be had.
    Unusable,
    /// 130: the user asked for it.
    Interrupted,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        Self::from(match ended {
            Ended::Good => 0,
            Ended::TrialFailed => 1,
            Ended::Unusable => 2,
            Ended::Interrupted => 130,
        })
    }
}
