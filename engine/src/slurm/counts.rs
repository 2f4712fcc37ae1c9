/// How many trials are how far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// They wait for a node.
    pub waiting: usize,
    /// They run.
    pub working: usize,
    /// They have results.
    pub done: usize,
    /// They failed, or were not run.
    pub without: usize,
}
