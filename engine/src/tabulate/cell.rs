use serde::Serialize;

use super::Printed;
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
    /// What the table's test says of it, where it was tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Tested>,
    /// The letters of its footnotes.
    pub footnotes: Vec<String>,
}

impl Cell {
    /// A cell without a rank.
    pub(super) fn plain(content: Content, printed: Printed) -> Self {
        Self {
            content,
            printed,
            mark: None,
            test: None,
            footnotes: Vec::new(),
        }
    }

    /// The cell of a combination that does not exist, such as a metric another task has.
    pub(super) fn absent() -> Self {
        Self::plain(Content::Absent, Printed::Words("–".to_owned()))
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
        /// Their median, where it is shown.
        #[serde(skip_serializing_if = "Option::is_none")]
        median: Option<f64>,
        /// The interval shown: of the mean, or the quartiles beside the median.
        #[serde(flatten)]
        interval: Option<Interval>,
    },
    /// A publication reports it.
    Reported {
        /// The number: not in percent.
        value: f64,
        /// How far it spreads, as its source says.
        spread: Option<f64>,
        /// Over how many trials, where its source says so.
        trials: Option<usize>,
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

/// What the table's test says of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tested {
    /// The p value.
    pub p: f64,
    /// The p value adjusted for the number of cells tested with it.
    pub adjusted: f64,
    /// Whether it differs at the table's level.
    pub differs: bool,
}
