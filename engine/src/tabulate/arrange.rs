use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::dimension::value;
use super::{Heading, Labels, TabulateError};
use crate::score::Score;
use crate::spec::{Dimension, Name, TableSpec};

/// The values of some dimensions, one each.
pub(super) type Key<'a> = Vec<Option<&'a Name>>;

/// The scores of each cell, by row and column.
pub(super) type Trials<'a> = BTreeMap<(usize, usize), Vec<&'a Score>>;

/// What the rows and columns of a table are, in order.
#[derive(Debug)]
pub(super) struct Arrangement<'a> {
    /// The rows' values of the row dimensions.
    pub rows: IndexSet<Key<'a>>,
    /// The columns' values of the column dimensions.
    pub columns: IndexSet<Key<'a>>,
}

impl<'a> Arrangement<'a> {
    /// The rows and columns that occur among the scores.
    pub fn of(spec: &'a TableSpec, selected: &[&'a Score]) -> Self {
        Self {
            rows: ordered(&spec.rows, spec, selected),
            columns: ordered(&spec.columns, spec, selected),
        }
    }

    /// The scores of each cell, by seed and fold, so that the order of scores does not touch a sum.
    ///
    /// # Errors
    /// When a cell has a seed and fold twice.
    pub fn trials(
        &self,
        table: &Name,
        spec: &TableSpec,
        selected: &[&'a Score],
    ) -> Result<Trials<'a>, TabulateError> {
        let mut trials = Trials::new();
        for score in selected {
            let row = self.rows.get_index_of(&key_of(score, &spec.rows));
            let column = self.columns.get_index_of(&key_of(score, &spec.columns));
            if let (Some(row), Some(column)) = (row, column) {
                trials.entry((row, column)).or_default().push(*score);
            }
        }
        for scores in trials.values_mut() {
            scores.sort_by_key(|score| (score.key.seed, score.key.fold));
            let twice = scores.windows(2).find(|pair| pair[0].key == pair[1].key);
            if let Some(key) = twice.map(|pair| &pair[0].key) {
                return Err(TabulateError::Repeated {
                    table: table.clone(),
                    metric: key.metric.clone(),
                    model: key.model.clone(),
                    seed: key.seed,
                    fold: key.fold,
                });
            }
        }
        Ok(trials)
    }
}

fn key_of<'a>(score: &'a Score, dimensions: &[Dimension]) -> Key<'a> {
    dimensions
        .iter()
        .map(|dimension| value(&score.key, *dimension))
        .collect()
}

/// The keys that occur, ordered dimension by dimension: as the filter lists the values, else by first appearance.
fn ordered<'a>(
    dimensions: &[Dimension],
    spec: &'a TableSpec,
    selected: &[&'a Score],
) -> IndexSet<Key<'a>> {
    let orders: Vec<IndexSet<Option<&Name>>> = dimensions
        .iter()
        .map(|dimension| match spec.filter.get(dimension) {
            Some(wanted) => wanted.iter().map(Some).collect(),
            None => selected
                .iter()
                .map(|score| value(&score.key, *dimension))
                .collect(),
        })
        .collect();
    let mut keys: IndexSet<Key<'a>> = selected
        .iter()
        .map(|score| key_of(score, dimensions))
        .collect();
    keys.sort_by_cached_key(|key| -> Vec<Option<usize>> {
        key.iter()
            .zip(&orders)
            .map(|(name, order)| order.get_index_of(name))
            .collect()
    });
    keys
}

/// The headings of a row or column.
pub(super) fn headings(
    dimensions: &[Dimension],
    key: &[Option<&Name>],
    spec: &TableSpec,
    labels: &Labels,
) -> Vec<Heading> {
    dimensions
        .iter()
        .zip(key)
        .map(|(&dimension, &name)| Heading {
            dimension: dimension.into(),
            name: name.cloned(),
            title: name.map_or_else(String::new, |name| labels.title(dimension, name).to_owned()),
            percent: dimension == Dimension::Metric
                && name.is_some_and(|name| labels.in_percent(name, &spec.cell)),
        })
        .collect()
}
