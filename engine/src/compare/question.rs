use serde::Serialize;

use crate::spec::Name;

/// One metric on which two models are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Question {
    /// The dataset.
    pub dataset: Name,
    /// The task.
    pub task: Name,
    /// The split.
    pub split: Name,
    /// In retrieval, the view that queries.
    pub query: Option<Name>,
    /// The metric.
    pub metric: Name,
    /// Whether higher values are better.
    pub higher_is_better: bool,
    /// Whether values are fractions of one, told in percent.
    pub is_fraction: bool,
}

impl Question {
    /// Whether it differs in the metric alone.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.dataset == other.dataset
            && self.task == other.task
            && self.split == other.split
            && self.query == other.query
    }

    /// By how much the first is better, of first minus second.
    pub(super) fn gain(&self, difference: f64) -> f64 {
        if self.higher_is_better {
            difference
        } else {
            -difference
        }
    }

    /// In how many differences the first is better, level, and worse.
    pub(super) fn tally(&self, differences: &[f64]) -> Tally {
        let gains = differences.iter().map(|it| self.gain(*it));
        gains.fold(Tally::default(), |mut tally, gain| {
            let count = match gain {
                gain if gain > 0.0 => &mut tally.wins,
                gain if gain < 0.0 => &mut tally.losses,
                _ => &mut tally.ties,
            };
            *count += 1;
            tally
        })
    }
}

/// How often the first is better, level, and worse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The first is better.
    pub wins: usize,
    /// Both are level.
    pub ties: usize,
    /// The first is worse.
    pub losses: usize,
}
