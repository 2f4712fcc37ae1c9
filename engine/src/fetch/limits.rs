use std::time::Duration;

/// What a download may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file whose size is not stated, and those that an archive may unpack to.
    pub bytes: u64,
    /// How long connecting may take, and for how long less than a kilobyte a second is borne: whole seconds, at least one.
    pub patience: Duration,
}

impl Default for Limits {
    /// 20 GiB, a minute.
    fn default() -> Self {
        Self {
            bytes: 20 << 30,
            patience: Duration::from_mins(1),
        }
    }
}
