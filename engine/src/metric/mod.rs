//! Metrics: pure functions from true and predicted values to one number, and the registry that names them.
//!
//! [`find`] resolves a name from a spec (`accuracy`, `top5`, `map_excluding_partner`) to a [`ResolvedMetric`], whose
//! [`value`](ResolvedMetric::value) is a finite number or an [`Undefined`] with its reason, never NaN. Where it is a mean
//! over rows or queries, [`items`](ResolvedMetric::items) are what it is the mean of.
//!
//! Ties are expectations over uniformly random tie-breaking, so that a constant output scores exactly the chance level:
//! a row whose top probability is shared by `m` classes counts `1/m` for each, AUC uses midranks, and rankings use
//! closed forms for groups of tied items. Sums run in a fixed order: the same input gives the same bits.

mod auc;
mod block;
mod buckets;
mod calibration;
mod composition;
mod confusion;
mod curve;
#[cfg(test)]
mod direct;
mod gallery;
mod input;
mod items;
mod key;
mod log_loss;
mod matrix;
mod one_class;
#[cfg(test)]
mod orders;
mod panels;
mod parallel;
mod placement;
mod ranked_query;
mod ranking;
mod registry;
mod regression;
mod resolved;
mod retrieval;
mod similarity;
mod standing;
mod tie_group;
mod top_items;
mod undefined;

pub use calibration::{
    CONFIDENCE_BINS, ConfidenceBin, confidence_bins, expected_calibration_error,
};
pub use composition::class_shares;
pub use confusion::{ConfusionMatrix, confusion_matrix, most_probable};
pub use curve::CurvePoint;
pub use input::{ClassificationInput, Input, OwnPartner, RegressionInput, RetrievalInput};
pub use items::{Item, OfItem};
pub use matrix::MatrixRef;
pub use one_class::{has_classes, of_class};
pub use parallel::on_this_thread;
pub use ranked_query::RankedQuery;
pub use ranking::Ranking;
pub use registry::{Compute, Direction, METRICS, Metric, Unit};
pub use resolved::{ResolvedMetric, find, names};
pub use similarity::Similarity;
pub use top_items::{TopItem, TopItems, top_items};
pub use undefined::Undefined;
