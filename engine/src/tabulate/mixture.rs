use indexmap::{IndexMap, IndexSet};

use super::cube::{Coordinates, Cube};
use super::dimension::{ALL, is_of_model, is_repetition, plural};
use super::error::quoted;
use super::{Selection, TabulateError};
use crate::spec::{Dimension, Name, TableSpec};

/// Refuses to average, or to compare models by, scores that differ in a dimension the table does not show.
///
/// A dimension that is not shown may still vary with the ones that are: two tasks with metrics of their own can share
/// a table by metric. It may not vary with the model alone, since the reader would compare models on different things.
pub(super) fn refuse_mixtures(
    table: &Name,
    spec: &TableSpec,
    cube: &Cube<'_>,
    selected: &Selection,
) -> Result<(), TabulateError> {
    let is_shown =
        |dimension: Dimension| spec.rows.contains(&dimension) || spec.columns.contains(&dimension);
    let is_compared = |dimension| is_shown(dimension) && !is_of_model(dimension);
    let hidden = ALL.into_iter().filter(|&dimension| {
        !is_shown(dimension) && !is_repetition(dimension) && dimension != Dimension::Family
    });
    for hidden in hidden {
        let mut values: IndexMap<Coordinates, IndexSet<u32>> = IndexMap::new();
        for &index in selected {
            let at = cube.coordinates(index);
            let places = values.entry(at.only(is_compared)).or_default();
            places.insert(at.at(hidden));
        }
        if let Some((place, values)) = values.into_iter().find(|(_, values)| values.len() > 1) {
            let compared = ALL.into_iter().filter(|&dimension| is_compared(dimension));
            return Err(TabulateError::Mixture {
                table: table.clone(),
                dimension: hidden.word(),
                dimensions: plural(hidden),
                values: quoted(values.into_iter().map(|place| cube.value(hidden, place))),
                place: spelt(cube, compared, place),
            });
        }
    }
    Ok(())
}

fn spelt(
    cube: &Cube<'_>,
    dimensions: impl Iterator<Item = Dimension>,
    place: Coordinates,
) -> String {
    let words: Vec<String> = dimensions
        .filter_map(|dimension| {
            let value = cube.value(dimension, place.at(dimension))?;
            Some(format!("{} `{value}`", dimension.word()))
        })
        .collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" for {}", words.join(", "))
    }
}
