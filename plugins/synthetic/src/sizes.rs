//! How many rows each part of each dataset has, by emotion: counted in the released annotation files.

use crate::Like;
use crate::emotion;

/// The rows of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSize {
    /// The part.
    pub name: &'static str,
    /// The folder column of its matched rows.
    pub match_folder: &'static str,
    /// The folder column of its mismatched rows.
    pub mismatch_folder: &'static str,
    /// Matched rows of each emotion.
    pub matched: [usize; emotion::COUNT],
    /// Swaps of two emotions, smaller id first, in the order of [`SWAPPED`]; each makes two rows.
    pub swaps: [usize; SWAPPED.len()],
}

/// The pairs of emotions that may be swapped: every two but fear with tense and sad with relax.
pub const SWAPPED: [(usize, usize); 8] = [
    (0, 1),
    (0, 2),
    (0, 3),
    (0, 4),
    (1, 3),
    (1, 4),
    (2, 3),
    (2, 4),
];

/// Segments of each emotion in EmoMV-A's retrieval set, which is apart from its other parts.
pub const SEPARATE_GALLERY: [usize; emotion::COUNT] = [50; emotion::COUNT];

const A: [PartSize; 3] = [
    PartSize {
        name: "train",
        match_folder: "Dataset1/DS1_TRAIN_MATCH/",
        mismatch_folder: "Dataset1/DS1_TRAIN_MISMATCH/",
        matched: [421, 414, 326, 367, 680],
        swaps: [105, 106, 106, 105, 147, 162, 110, 110],
    },
    PartSize {
        name: "val",
        match_folder: "Dataset1/DS1_VAL_MATCH/",
        mismatch_folder: "Dataset1/DS1_VAL_MISMATCH/",
        matched: [51, 55, 42, 61, 101],
        swaps: [14, 12, 13, 12, 22, 20, 15, 15],
    },
    PartSize {
        name: "test",
        match_folder: "Dataset1/DS1_TEST_MATCH/",
        mismatch_folder: "Dataset1/DS1_TEST_MISMATCH/",
        matched: [25, 25, 24, 25, 25],
        swaps: [6, 6, 6, 7, 10, 9, 9, 9],
    },
];

const B: [PartSize; 2] = [
    PartSize {
        name: "train",
        match_folder: "Dataset2/DS2_train_match/",
        mismatch_folder: "Dataset2/DS2_train_mismatch/",
        matched: [90, 22, 29, 57, 50],
        swaps: [8, 9, 40, 33, 7, 7, 10, 10],
    },
    PartSize {
        name: "val",
        match_folder: "Dataset2/DS2_val_match/",
        mismatch_folder: "Dataset2/DS2_val_mismatch/",
        matched: [22, 6, 7, 12, 13],
        swaps: [2, 3, 8, 9, 2, 2, 2, 2],
    },
];

const C: [PartSize; 2] = [
    PartSize {
        name: "train",
        match_folder: "Dataset3/DS3_train_match/",
        mismatch_folder: "Dataset3/DS3_train_mismatch/",
        matched: [67, 14, 21, 36, 42],
        swaps: [5, 7, 25, 30, 4, 5, 7, 7],
    },
    PartSize {
        name: "val",
        match_folder: "Dataset3/DS3_val_match/",
        mismatch_folder: "Dataset3/DS3_val_mismatch/",
        matched: [16, 3, 5, 12, 12],
        swaps: [1, 2, 7, 7, 1, 2, 2, 2],
    },
];

impl PartSize {
    /// The parts of pairs of a dataset.
    pub fn of(like: Like) -> &'static [PartSize] {
        match like {
            Like::EmomvA => &A,
            Like::EmomvB => &B,
            Like::EmomvC => &C,
        }
    }

    /// Every count times `scale`, rounded to the nearest, halves away from zero, and at least 1.
    #[must_use]
    pub fn scaled(mut self, scale: f64) -> Self {
        self.matched = self.matched.map(|count| scaled(count, scale));
        self.swaps = self.swaps.map(|count| scaled(count, scale));
        self
    }

    /// The swaps, one by one: the two emotions and how often.
    pub fn swaps(&self) -> impl Iterator<Item = ((usize, usize), usize)> {
        SWAPPED.into_iter().zip(self.swaps)
    }

    /// Segments of each emotion that the rows need.
    pub fn segments(&self) -> [usize; emotion::COUNT] {
        let mut counts = self.matched;
        for ((first, second), swaps) in self.swaps() {
            counts[first] += swaps;
            counts[second] += swaps;
        }
        counts
    }
}

/// `count` times `scale`, rounded to the nearest, halves away from zero, and at least 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the scale is checked to be positive and small"
)]
pub fn scaled(count: usize, scale: f64) -> usize {
    ((count as f64 * scale).round() as usize).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(size: &PartSize) -> (usize, usize) {
        let swaps: usize = size.swaps.iter().sum();
        (size.matched.iter().sum(), 2 * swaps)
    }

    #[test]
    fn counts_are_those_of_the_released_files() {
        let counts = |like| PartSize::of(like).iter().map(rows).collect::<Vec<_>>();
        assert_eq!(counts(Like::EmomvA), [(2208, 1902), (310, 246), (124, 124)]);
        assert_eq!(counts(Like::EmomvB), [(248, 248), (60, 60)]);
        assert_eq!(counts(Like::EmomvC), [(180, 180), (48, 48)]);
    }

    #[test]
    fn validation_segments_are_those_of_the_retrieval_files() {
        assert_eq!(
            PartSize::of(Like::EmomvB)[1].segments(),
            [44, 12, 14, 24, 26]
        );
        assert_eq!(
            PartSize::of(Like::EmomvC)[1].segments(),
            [33, 7, 11, 22, 23]
        );
    }

    #[test]
    fn every_two_emotions_are_swapped_unless_too_close() {
        for first in 0..emotion::COUNT {
            for second in first + 1..emotion::COUNT {
                let allowed = !emotion::TOO_CLOSE.contains(&(first, second));
                assert_eq!(SWAPPED.contains(&(first, second)), allowed);
            }
        }
    }

    #[test]
    fn scaling_rounds_to_the_nearest_and_keeps_at_least_one() {
        assert_eq!(scaled(3, 0.5), 2);
        assert_eq!(scaled(5, 0.1), 1);
        assert_eq!(scaled(1, 0.1), 1);
        assert_eq!(scaled(180, 1.0), 180);
        assert_eq!(scaled(180, 10.0), 1800);
    }
}
