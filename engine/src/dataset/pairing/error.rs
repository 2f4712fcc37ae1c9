/// Why rows cannot be paired as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// There are not so many swaps.
    #[error(
        "`balance` asks for {wanted} swaps of {rows} rows, and at most {most} can be made: {reason}"
    )]
    TooFewSwaps {
        /// Swaps asked for.
        wanted: usize,
        /// Rows there are.
        rows: usize,
        /// Swaps that can be made.
        most: usize,
        /// Which classes run short.
        reason: String,
    },
    /// Classes would allow the swaps, and groups do not.
    #[error(
        "`balance` asks for {wanted} swaps of {rows} rows, and rows of one group fill the classes so that only {made} were \
         found"
    )]
    GroupsInTheWay {
        /// Swaps asked for.
        wanted: usize,
        /// Rows there are.
        rows: usize,
        /// The most swaps of any attempt.
        made: usize,
    },
    /// A row has too few partners.
    #[error("row {row} has {found} rows to be mismatched with, and {wanted} are asked for")]
    TooFewPartners {
        /// The row, from 0.
        row: usize,
        /// Partners it has.
        found: usize,
        /// Partners asked for.
        wanted: usize,
    },
}

impl PairingError {
    /// What may be changed.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::TooFewSwaps { .. } => {
                "lower `balance`, forbid fewer pairs of classes, or add rows of the classes that run short"
            }
            Self::GroupsInTheWay { .. } => "lower `balance`, or add rows of other groups",
            Self::TooFewPartners { .. } => {
                "lower `negatives`, forbid fewer pairs of classes, or add rows of other classes and groups"
            }
        }
    }
}
