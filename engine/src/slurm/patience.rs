use std::time::Duration;

/// How often is looked and asked, and how long is waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Between looks at the folders of batches.
    pub look: Duration,
    /// Before the first question to the queue; every further one waits half as long again.
    pub ask: Duration,
    /// The longest wait between questions.
    pub longest: Duration,
    /// How long what an element left may take to be seen here, after its job is over: network file systems remember for
    /// a while that a file was not there.
    pub grace: Duration,
    /// The same, of a job that was ended by Slurm, and hardly left anything.
    pub short_grace: Duration,
    /// Before a submission that the controller did not answer is tried again.
    pub retry: Duration,
}

/// The variable that a test makes everything faster with.
const POLL: &str = "EMOSPEC_SLURM_POLL";

impl Default for Patience {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(1),
            ask: Duration::from_secs(2),
            longest: Duration::from_secs(15),
            grace: Duration::from_mins(1),
            short_grace: Duration::from_secs(10),
            retry: Duration::from_secs(5),
        }
    }
}

impl Patience {
    /// Looks and questions so far apart, and everything else in proportion.
    pub fn of(gap: Duration) -> Self {
        Self {
            look: gap,
            ask: gap,
            longest: gap,
            grace: gap * 20,
            short_grace: gap * 5,
            retry: gap,
        }
    }

    /// The usual, or by `EMOSPEC_SLURM_POLL`, a span of time such as `200ms`.
    ///
    /// # Errors
    /// Where the variable is no span of time.
    pub fn from_environment() -> Result<Self, String> {
        let Some(set) = std::env::var_os(POLL).filter(|set| !set.is_empty()) else {
            return Ok(Self::default());
        };
        let set = set.to_string_lossy();
        match humantime::parse_duration(&set) {
            Ok(gap) if !gap.is_zero() => Ok(Self::of(gap)),
            _ => Err(format!("{POLL} is no span of time such as `200ms`: {set}")),
        }
    }
}
