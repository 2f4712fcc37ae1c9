use std::fmt;

use serde::{Serialize, Serializer};

use crate::statistics::Interval;

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// What is known.
    #[serde(flatten)]
    pub content: Content,
    /// What is written.
    pub printed: Printed,
    /// Its rank, if it has one worth a mark.
    pub mark: Option<Rank>,
    /// The letters of its footnotes.
    pub footnotes: Vec<String>,
}

impl Cell {
    /// The cell of a combination that does not exist, such as a metric another task has.
    pub(super) fn absent() -> Self {
        Self {
            content: Content::Absent,
            printed: Printed::Words("–".to_owned()),
            mark: None,
            footnotes: Vec::new(),
        }
    }
}

/// What is known of a cell's trials.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "content", rename_all = "kebab-case")]
pub enum Content {
    /// Every trial has a value.
    Value {
        /// How many trials.
        trials: usize,
        /// Their mean, as measured: not in percent.
        mean: f64,
        /// Their sample standard deviation (over n - 1), when there are at least two.
        std: Option<f64>,
    },
    /// At least one trial has no value.
    Missing {
        /// How many trials.
        trials: usize,
        /// How many of them are without a value for this reason.
        missing: usize,
        /// The gravest reason among them.
        absence: Absence,
        /// The distinct messages or reasons, in the order of seeds and folds.
        reasons: Vec<String>,
    },
    /// A number with the interval it lies in.
    Estimate {
        /// Of how many units it is.
        units: usize,
        /// The number: not in percent.
        value: f64,
        /// The interval, where there is one.
        #[serde(flatten)]
        interval: Option<Interval>,
    },
    /// How many there are.
    Count {
        /// How many.
        count: usize,
    },
    /// What is printed is all there is.
    Text,
    /// There is no such combination.
    Absent,
}

/// Why there is no value; graver first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absence {
    /// A trial failed.
    Failed,
    /// A trial has not been run.
    NotRun,
    /// The metric is not defined on the rows of a trial.
    Undefined,
}

/// Among the cells a cell is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// The best.
    Best,
    /// The next after the best.
    Second,
}

/// What a cell says, at the precision asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// A number, with a minus sign if any written `-`.
    Number {
        /// The mean.
        mean: String,
        /// The standard deviation.
        std: Option<String>,
    },
    /// Why there is no number.
    Words(String),
}

impl fmt::Display for Printed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { mean, std: None } => formatter.write_str(mean),
            Self::Number {
                mean,
                std: Some(std),
            } => write!(formatter, "{mean} ± {std}"),
            Self::Words(words) => formatter.write_str(words),
        }
    }
}

impl Serialize for Printed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
