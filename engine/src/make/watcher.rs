/// What hears of the making of a dataset.
pub trait MakeWatcher: Sync {
    /// A step begins that takes so many files.
    fn begins(&self, what: &str, files: usize);
    /// A file of the step is done.
    fn advances(&self);
    /// The step is done.
    fn ends(&self);
    /// A line for people.
    fn says(&self, line: &str);
}
