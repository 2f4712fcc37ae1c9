/// There are fewer groups than folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the rows {place} fall into {groups} group{plural}, too few for {folds} {what}",
    plural = if *groups == 1 { "" } else { "s" }
)]
pub struct FoldError {
    /// Groups of rows that stay together.
    pub groups: usize,
    /// Folds, or sides.
    pub folds: usize,
    /// Where the rows are: in the whole, or among those that a fold trains on.
    pub place: &'static str,
    /// What was to be dealt to: `folds`, `inner folds` or `sides, training and validation`.
    pub what: &'static str,
}
