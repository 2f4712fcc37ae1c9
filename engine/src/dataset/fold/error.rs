/// There are fewer groups than folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{groups} groups of rows cannot be dealt to {folds} folds")]
pub struct FoldError {
    /// Groups of rows that stay together.
    pub groups: usize,
    /// Folds, or sides where rows are kept apart to choose when to stop.
    pub folds: usize,
}
