/// What became of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetched {
    /// Everything was there.
    There,
    /// It is to be fetched.
    ToFetch,
    /// It was fetched.
    Now,
}
