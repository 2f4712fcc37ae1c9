use std::collections::BTreeMap;

use crate::metric::Direction;
use crate::spec::{CellSpec, Dimension, Name};

/// What a metric's numbers mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricLabel {
    /// Whether higher or lower is better.
    pub direction: Direction,
    /// Whether it lies between 0 and 1, so that percent makes sense.
    pub is_fraction: bool,
}

/// How names are shown to readers. A name without a title is shown as it is; a metric that is not here is neither
/// ranked nor shown in percent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Titles by dimension and name.
    pub titles: BTreeMap<Dimension, BTreeMap<Name, String>>,
    /// The metrics by name.
    pub metrics: BTreeMap<Name, MetricLabel>,
    /// The families of models that have one.
    pub families: BTreeMap<Name, String>,
    /// The citation keys of reported results.
    pub citations: BTreeMap<Name, String>,
    /// What the citation keys stand for: author, title and so on, in a line.
    pub references: BTreeMap<String, String>,
}

impl Labels {
    /// The title of a name.
    pub fn title<'a>(&'a self, dimension: Dimension, name: &'a str) -> &'a str {
        self.titles
            .get(&dimension)
            .and_then(|titles| titles.get(name))
            .map_or(name, String::as_str)
    }

    /// Whether cells of the metric are shown in percent.
    pub(super) fn in_percent(&self, metric: &str, cell: &CellSpec) -> bool {
        cell.percent
            && self
                .metrics
                .get(metric)
                .is_some_and(|label| label.is_fraction)
    }
}
