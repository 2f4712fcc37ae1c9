/// Why a statistic has no value. `Display` is a short reason for a note below a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// There is nothing to compute it of.
    #[error("there are no values")]
    Empty,
    /// More successes than trials.
    #[error("{successes} successes among {trials} trials")]
    TooMany {
        /// Successes.
        successes: u64,
        /// Trials.
        trials: u64,
    },
    /// A level of confidence that is not between 0 and 1.
    #[error("a level of confidence is between 0 and 1")]
    Level,
    /// Units that count votes for different numbers of categories.
    #[error("unit {unit} has {found} categories where the first has {expected}")]
    Ragged {
        /// The unit, from 0.
        unit: usize,
        /// Categories of the first unit.
        expected: usize,
        /// Categories of this one.
        found: usize,
    },
    /// No unit was judged twice.
    #[error("no unit has two votes")]
    NoPairs,
    /// Every vote is for one category, so that agreement by chance would be perfect, too.
    #[error("every vote is for one category")]
    OneCategory,
    /// No resample has a value.
    #[error("it has no value in {undefined} of {resamples} resamples")]
    Resamples {
        /// Resamples without a value.
        undefined: usize,
        /// Resamples drawn.
        resamples: usize,
    },
}
