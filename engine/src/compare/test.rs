use std::fmt;

use clap::ValueEnum;
use serde::Serialize;

/// A test that a verdict may rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// Paired t over seeds
    PairedT,
    /// Corrected resampled t over folds (Nadeau and Bengio 2003)
    CorrectedT,
    /// Wilcoxon's signed ranks over seeds
    Wilcoxon,
    /// Signs of the differences over seeds flipped
    Permutation,
    /// Signs of the differences of items, or of whole groups, flipped
    ItemPermutation,
    /// Items that one model alone gets right (`McNemar`, exact)
    Mcnemar,
}

impl Test {
    /// Whether it is over items, and not over trials.
    pub fn is_of_items(self) -> bool {
        matches!(self, Self::ItemPermutation | Self::Mcnemar)
    }

    /// What it takes for granted and what it speaks of, in a line.
    pub fn assumption(self) -> &'static str {
        match self {
            Self::PairedT => {
                "over seeds: speaks of other seeds on these rows, and takes the differences to be independent and about normal; it does not speak of other rows"
            }
            Self::CorrectedT => {
                "over folds: speaks of other training rows from the same source, and allows for the rows that folds share; each fold is the mean of its seeds"
            }
            Self::Wilcoxon => {
                "over seeds: takes the differences to be independent and symmetric, not normal; with five seeds no p is below 0.06"
            }
            Self::Permutation => {
                "over seeds: takes either sign of each difference to be as likely where neither model is better"
            }
            Self::ItemPermutation => {
                "over items: speaks of other items like these with the models as trained, each item the mean of its seeds; it does not speak of other seeds. Groups flip whole where there are any"
            }
            Self::Mcnemar => {
                "over items: counts the items that one model alone gets right in more than half of its seeds, and takes items to be independent"
            }
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PairedT => "paired t test",
            Self::CorrectedT => "corrected resampled t test",
            Self::Wilcoxon => "Wilcoxon signed rank test",
            Self::Permutation => "sign-flip permutation of seeds",
            Self::ItemPermutation => "sign-flip permutation of items",
            Self::Mcnemar => "McNemar's test",
        })
    }
}
