use indexmap::IndexMap;
use serde::Serialize;

use crate::dataset::{Dataset, Part, Values};
use crate::spec::Name;

/// Rows of each class of a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassCounts {
    /// The target.
    pub target: Name,
    /// Its classes, in the order of their ids.
    pub classes: Vec<String>,
    /// Rows of each class, in every part that has the target.
    pub parts: IndexMap<Name, Vec<usize>>,
}

impl ClassCounts {
    /// Those of every target with classes.
    pub(super) fn of(dataset: &Dataset) -> Vec<Self> {
        classified(dataset)
            .map(|(target, classes)| {
                let parts = dataset.parts.iter().filter_map(|(name, part)| {
                    let mut counts = vec![0; classes.len()];
                    for class in ids(part, target)? {
                        if let Some(count) = counts.get_mut(class) {
                            *count += 1;
                        }
                    }
                    Some((name.clone(), counts))
                });
                Self {
                    target: target.clone(),
                    classes: classes.to_vec(),
                    parts: parts.collect(),
                }
            })
            .collect()
    }
}

/// The targets with classes.
pub(super) fn classified(dataset: &Dataset) -> impl Iterator<Item = (&Name, &[String])> {
    let columns = dataset.columns.iter();
    columns.filter_map(|(name, kind)| Some((name, kind.classes.as_deref()?)))
}

/// The class of each row of a part.
pub(super) fn ids<'a>(part: &'a Part, target: &Name) -> Option<impl Iterator<Item = usize> + 'a> {
    match part.columns.get(target)? {
        // Ids were checked to be inside the classes when they were read.
        Values::Classes(ids) => Some(
            ids.iter()
                .map(|&id| usize::try_from(id).unwrap_or(usize::MAX)),
        ),
        _ => None,
    }
}
