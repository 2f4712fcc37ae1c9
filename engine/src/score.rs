//! Scores: one metric of one trial each.

use std::fmt;

use crate::spec::Name;

/// Which number a score is: one metric of one trial.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScoreKey {
    /// The dataset.
    pub dataset: Name,
    /// The task.
    pub task: Name,
    /// The split.
    pub split: Name,
    /// The fold of the split, from 0.
    pub fold: u32,
    /// The model.
    pub model: Name,
    /// The seed.
    pub seed: u64,
    /// In retrieval, the view that queries.
    pub query: Option<Name>,
    /// The metric.
    pub metric: Name,
    /// Of a metric that is asked for class by class, the class.
    pub class: Option<String>,
}

/// Why a score has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The metric is not defined on these rows; the reason.
    Undefined(String),
    /// The trial failed; its message.
    Failed(String),
    /// The trial has not been run.
    NotRun,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undefined(reason) => write!(formatter, "undefined: {reason}"),
            Self::Failed(message) => write!(formatter, "failed: {message}"),
            Self::NotRun => formatter.write_str("not run"),
        }
    }
}

/// One metric of one trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Which number it is.
    pub key: ScoreKey,
    /// The number, or why there is none.
    pub value: Result<f64, Missing>,
}

/// A number that a publication reports.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedScore {
    /// Which number it is; the model is the name of the reported result, seed and fold are 0.
    pub key: ScoreKey,
    /// The number, in the unit of the metric: a fraction, not percent.
    pub value: f64,
    /// How far the number spreads, as its source says.
    pub spread: Option<f64>,
    /// Over how many trials, where its source says so.
    pub trials: Option<usize>,
    /// What its source says of it.
    pub note: Option<String>,
}
