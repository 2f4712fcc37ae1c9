/// Follows downloads.
pub trait FetchWatcher {
    /// One begins, of a size that may be known.
    fn begins(&self, url: &str, bytes: Option<u64>);
    /// So many bytes are there.
    fn at(&self, bytes: u64);
    /// It ended.
    fn ends(&self);
}
