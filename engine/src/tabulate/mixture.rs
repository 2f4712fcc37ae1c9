use indexmap::{IndexMap, IndexSet};

use super::TabulateError;
use super::dimension::{ALL, plural, value, word};
use super::error::quoted;
use crate::score::Score;
use crate::spec::{Dimension, Name, TableSpec};

/// Refuses to average, or to compare models by, scores that differ in a dimension the table does not show.
///
/// A dimension that is not shown may still vary with the ones that are: two tasks with metrics of their own can share
/// a table by metric. It may not vary with the model alone, since the reader would compare models on different things.
pub(super) fn refuse_mixtures(
    table: &Name,
    spec: &TableSpec,
    selected: &[&Score],
) -> Result<(), TabulateError> {
    let shown: Vec<Dimension> = spec.rows.iter().chain(&spec.columns).copied().collect();
    let compared: Vec<Dimension> = ALL
        .into_iter()
        .filter(|dimension| *dimension != Dimension::Model && shown.contains(dimension))
        .collect();
    for hidden in ALL
        .into_iter()
        .filter(|dimension| !shown.contains(dimension))
    {
        let mut values: IndexMap<Vec<Option<&Name>>, IndexSet<Option<&Name>>> = IndexMap::new();
        for score in selected {
            let place = compared
                .iter()
                .map(|dimension| value(&score.key, *dimension))
                .collect();
            values
                .entry(place)
                .or_default()
                .insert(value(&score.key, hidden));
        }
        if let Some((place, values)) = values.into_iter().find(|(_, values)| values.len() > 1) {
            return Err(TabulateError::Mixture {
                table: table.clone(),
                dimension: word(hidden),
                dimensions: plural(hidden),
                values: quoted(values),
                place: spelt(&compared, &place),
            });
        }
    }
    Ok(())
}

fn spelt(dimensions: &[Dimension], place: &[Option<&Name>]) -> String {
    let words: Vec<String> = dimensions
        .iter()
        .zip(place)
        .filter_map(|(dimension, name)| Some(format!("{} `{}`", word(*dimension), (*name)?)))
        .collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" for {}", words.join(", "))
    }
}
