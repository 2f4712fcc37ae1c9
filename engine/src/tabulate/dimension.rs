use std::borrow::Cow;

use super::Labels;
use crate::score::ScoreKey;
use crate::spec::{Dimension, Name};

/// All dimensions, in the order of the variants, so that a dimension's place here is its discriminant.
pub(super) const ALL: [Dimension; 10] = [
    Dimension::Dataset,
    Dimension::Task,
    Dimension::Split,
    Dimension::Family,
    Dimension::Model,
    Dimension::Query,
    Dimension::Metric,
    Dimension::Class,
    Dimension::Fold,
    Dimension::Seed,
];

/// More than one of the dimension.
pub(super) fn plural(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Dataset => "datasets",
        Dimension::Task => "tasks",
        Dimension::Split => "splits",
        Dimension::Family => "families",
        Dimension::Model => "models",
        Dimension::Query => "queries",
        Dimension::Metric => "metrics",
        Dimension::Class => "classes",
        Dimension::Fold => "folds",
        Dimension::Seed => "seeds",
    }
}

/// Whether scores that differ in the dimension alone are repetitions, which a cell averages.
pub(super) fn is_repetition(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Fold | Dimension::Seed)
}

/// Whether the dimension says which model a score is of.
pub(super) fn is_of_model(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Family | Dimension::Model)
}

/// The value a score has in the dimension. A query, a family and a class may be none.
pub(super) fn value<'a>(
    key: &'a ScoreKey,
    dimension: Dimension,
    labels: &'a Labels,
) -> Option<Cow<'a, str>> {
    let name = |name: &'a Name| Some(Cow::Borrowed(name.as_str()));
    match dimension {
        Dimension::Dataset => name(&key.dataset),
        Dimension::Task => name(&key.task),
        Dimension::Split => name(&key.split),
        Dimension::Family => labels
            .families
            .get(&key.model)
            .map(|family| Cow::Borrowed(family.as_str())),
        Dimension::Model => name(&key.model),
        Dimension::Query => key.query.as_ref().and_then(name),
        Dimension::Metric => name(&key.metric),
        Dimension::Class => key.class.as_deref().map(Cow::Borrowed),
        Dimension::Fold => Some(Cow::Owned(key.fold.to_string())),
        Dimension::Seed => Some(Cow::Owned(key.seed.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dimension_stands_at_the_place_of_its_discriminant() {
        for (place, dimension) in ALL.into_iter().enumerate() {
            assert_eq!(dimension as usize, place);
        }
    }
}
