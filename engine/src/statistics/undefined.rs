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
    /// A value that is infinite or no number.
    #[error("a value is not finite")]
    NotFinite,
    /// Fewer values than it takes.
    #[error("there {} {found} where it takes {needed}", if *found == 1 { "is" } else { "are" })]
    TooFew {
        /// Values found.
        found: usize,
        /// Values it takes.
        needed: usize,
    },
    /// Values that do not pair one to one.
    #[error("{first} values stand against {second}")]
    Unpaired {
        /// Values of the first side.
        first: usize,
        /// Values of the second.
        second: usize,
    },
    /// Values that are all the same.
    #[error("the values do not vary")]
    NoVariance,
    /// Every pair is even.
    #[error("no pair differs")]
    NoDifference,
    /// All items belong together.
    #[error("all items are of one group")]
    OneGroup,
    /// Blocks that compare different numbers of treatments.
    #[error("block {block} has {found} values where the first has {expected}")]
    Uneven {
        /// The block, from 0.
        block: usize,
        /// Values of the first block.
        expected: usize,
        /// Values of this one.
        found: usize,
    },
    /// All blocks rank alike, so that F is infinite.
    #[error("all blocks rank the treatments alike")]
    RankedAlike,
    /// A p value, level or power that is not between 0 and 1.
    #[error("a probability is between 0 and 1")]
    Probability,
    /// A share of test items that is not above 0.
    #[error("the test items are a positive share of the training items")]
    Share,
    /// A number that could not be found.
    #[error("the computation did not converge")]
    NoConvergence,
}
