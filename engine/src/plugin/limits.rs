use std::time::Duration;

/// What one trial of a plugin may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long it may take, from the first call to the last.
    pub timeout: Duration,
    /// Memory of its own that the worker may hold, in bytes; arrays that are only mapped do not count.
    pub memory: u64,
}

impl Limits {
    /// How long a plugin may take to start and to say what it is, which includes whatever its language has to load.
    pub const STARTING: Duration = Duration::from_mins(2);
}
