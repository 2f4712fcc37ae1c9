use crate::score::ScoreKey;
use crate::spec::{Dimension, Name};

/// All dimensions, in the order of the score's key.
pub(super) const ALL: [Dimension; 6] = [
    Dimension::Dataset,
    Dimension::Task,
    Dimension::Split,
    Dimension::Model,
    Dimension::Query,
    Dimension::Metric,
];

/// The dimension as specs, messages and headings spell it.
pub fn word(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Dataset => "dataset",
        Dimension::Task => "task",
        Dimension::Split => "split",
        Dimension::Model => "model",
        Dimension::Query => "query",
        Dimension::Metric => "metric",
    }
}

/// More than one of the dimension.
pub(super) fn plural(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Dataset => "datasets",
        Dimension::Task => "tasks",
        Dimension::Split => "splits",
        Dimension::Model => "models",
        Dimension::Query => "queries",
        Dimension::Metric => "metrics",
    }
}

/// The value a score has in the dimension. Only the query may have none.
pub(super) fn value(key: &ScoreKey, dimension: Dimension) -> Option<&Name> {
    match dimension {
        Dimension::Dataset => Some(&key.dataset),
        Dimension::Task => Some(&key.task),
        Dimension::Split => Some(&key.split),
        Dimension::Model => Some(&key.model),
        Dimension::Query => key.query.as_ref(),
        Dimension::Metric => Some(&key.metric),
    }
}
