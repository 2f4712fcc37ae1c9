use serde::{Serialize, Serializer};
use serde_json::json;

use crate::metric;
use crate::statistics::Undefined;

/// A result, or why there is none.
pub type Found<T> = Result<T, Untested>;

/// Why there is no result. `Display` is a reason that follows a colon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untested {
    /// Trials without a value.
    #[error("{missing} of {trials} trials of `{model}` have no value ({reason})")]
    Missing {
        /// The model.
        model: String,
        /// Trials without a value.
        missing: usize,
        /// All trials.
        trials: usize,
        /// The first reason.
        reason: String,
    },
    /// One seed and one fold.
    #[error("there is one trial of each model; more seeds or folds would tell")]
    OneTrial,
    /// Neither model depends on the seed.
    #[error("neither model depends on the seed, so that all trials are the same")]
    SeedsChangeNothing,
    /// The metric is no mean over items.
    #[error("the metric is no mean over items")]
    NoItems,
    /// Trials have not been run, or failed.
    #[error("there are not the predictions of every trial")]
    NoPredictions,
    /// The two predicted other rows.
    #[error("the two models have not predicted the same rows")]
    OtherRows,
    /// The values of items have none.
    #[error("the values of items are not to be had ({0})")]
    Items(metric::Undefined),
    /// A test that takes independent items.
    #[error("items of a group are alike, and the test takes them to be independent")]
    Grouped,
    /// A test that does not fit the design.
    #[error("the test does not fit: {0}")]
    Unfit(&'static str),
    /// Differences that are all the same, so that no test has a scale for them.
    #[error("the difference is the same every time")]
    SameDifference,
    /// The statistic is not defined.
    #[error(transparent)]
    Undefined(Undefined),
}

impl From<Undefined> for Untested {
    fn from(why: Undefined) -> Self {
        match why {
            Undefined::NoVariance => Self::SameDifference,
            why => Self::Undefined(why),
        }
    }
}

/// The result, or an object that says why there is none.
pub(super) fn found<T: Serialize, S: Serializer>(
    found: &Found<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match found {
        Ok(value) => value.serialize(serializer),
        Err(why) => json!({ "untested": why.to_string() }).serialize(serializer),
    }
}
