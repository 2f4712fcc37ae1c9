use std::collections::BTreeMap;

use indexmap::{IndexMap, IndexSet};

use super::cube::{Coordinates, Cube};
use super::{Heading, Labels, Selection, TabulateError};
use crate::spec::{Dimension, Name, TableSpec};

/// The numbers of each cell that has any, by row and column.
pub(super) type Cells = BTreeMap<(usize, usize), Vec<usize>>;

/// What the rows and columns of a table are, in order.
#[derive(Debug)]
pub(super) struct Arrangement {
    /// The rows' places in the row dimensions.
    pub rows: IndexSet<Coordinates>,
    /// The columns' places in the column dimensions.
    pub columns: IndexSet<Coordinates>,
}

impl Arrangement {
    /// The rows and columns that occur among the numbers.
    pub fn of(spec: &TableSpec, cube: &Cube<'_>, selected: &Selection) -> Self {
        Self {
            rows: ordered(&spec.rows, spec, cube, selected),
            columns: ordered(&spec.columns, spec, cube, selected),
        }
    }

    /// The numbers of each cell, by seed and fold, so that the order of scores does not touch a sum.
    ///
    /// # Errors
    /// When a cell has a seed and fold twice.
    pub fn cells(
        &self,
        table: &Name,
        spec: &TableSpec,
        cube: &Cube<'_>,
        selected: &Selection,
    ) -> Result<Cells, TabulateError> {
        let mut cells = Cells::new();
        for &index in selected {
            let at = cube.coordinates(index);
            let row = self.rows.get_index_of(&among(at, &spec.rows));
            let column = self.columns.get_index_of(&among(at, &spec.columns));
            if let (Some(row), Some(column)) = (row, column) {
                cells.entry((row, column)).or_default().push(index);
            }
        }
        for numbers in cells.values_mut() {
            let key = |&index: &usize| cube.entry(index).key();
            numbers.sort_by_key(|index| (key(index).seed, key(index).fold));
            let twice = numbers
                .windows(2)
                .find(|pair| key(&pair[0]) == key(&pair[1]));
            if let Some(key) = twice.map(|pair| key(&pair[0])) {
                return Err(TabulateError::Repeated {
                    table: table.clone(),
                    metric: key.metric.clone(),
                    model: key.model.clone(),
                    seed: key.seed,
                    fold: key.fold,
                });
            }
        }
        Ok(cells)
    }
}

/// The places in some dimensions.
fn among(at: Coordinates, dimensions: &[Dimension]) -> Coordinates {
    at.only(|dimension| dimensions.contains(&dimension))
}

/// The places that occur, ordered dimension by dimension: as the filter lists the values, else by first appearance.
fn ordered(
    dimensions: &[Dimension],
    spec: &TableSpec,
    cube: &Cube<'_>,
    selected: &Selection,
) -> IndexSet<Coordinates> {
    let orders: Vec<IndexMap<u32, usize>> = dimensions
        .iter()
        .map(|dimension| {
            let places: IndexSet<u32> = match spec.filter.get(dimension) {
                Some(wanted) => wanted
                    .iter()
                    .filter_map(|value| cube.place(*dimension, value.as_str()))
                    .collect(),
                None => selected
                    .iter()
                    .map(|&index| cube.coordinates(index).at(*dimension))
                    .collect(),
            };
            places.into_iter().zip(0..).collect()
        })
        .collect();
    let mut keys: IndexSet<Coordinates> = selected
        .iter()
        .map(|&index| among(cube.coordinates(index), dimensions))
        .collect();
    keys.sort_by_cached_key(|key| -> Vec<Option<usize>> {
        let orders = dimensions.iter().zip(&orders);
        orders
            .map(|(dimension, order)| order.get(&key.at(*dimension)).copied())
            .collect()
    });
    keys
}

/// The headings of a row or column.
pub(super) fn headings(
    dimensions: &[Dimension],
    key: Coordinates,
    spec: &TableSpec,
    cube: &Cube<'_>,
    labels: &Labels,
) -> Vec<Heading> {
    let heading = |&dimension: &Dimension| {
        let value = cube.value(dimension, key.at(dimension));
        let metric = value.filter(|_| dimension == Dimension::Metric);
        let cited = value.filter(|_| dimension == Dimension::Model);
        Heading {
            dimension: dimension.into(),
            name: value.map(str::to_owned),
            title: value.map_or_else(String::new, |value| {
                labels.title(dimension, value).to_owned()
            }),
            percent: metric.is_some_and(|metric| labels.in_percent(metric, &spec.cell_of(metric))),
            better: metric
                .filter(|_| spec.arrows)
                .and_then(|metric| Some(labels.metrics.get(metric)?.direction)),
            citation: cited.and_then(|model| labels.citations.get(model).cloned()),
        }
    };
    dimensions.iter().map(heading).collect()
}
