use std::collections::BTreeSet;

use super::cube::Cube;
use super::error::quoted;
use super::{Selection, TabulateError};
use crate::spec::{Dimension, DimensionValue, Name, ReportedRows, TableSpec};

/// The numbers that the table's filters keep, by their index.
pub(super) fn select(
    table: &Name,
    spec: &TableSpec,
    cube: &Cube<'_>,
) -> Result<Selection, TabulateError> {
    let shows = |&index: &usize| {
        spec.reported != ReportedRows::Hidden || cube.entry(index).measured().is_some()
    };
    let mut selected: Selection = (0..cube.len()).filter(shows).collect();
    if selected.is_empty() {
        return Err(TabulateError::NoScores {
            table: table.clone(),
        });
    }
    let mut so_far = String::new();
    for (&dimension, wanted) in &spec.filter {
        let values = |selected: &Selection| -> BTreeSet<u32> {
            let places = selected.iter();
            places
                .map(|&index| cube.coordinates(index).at(dimension))
                .collect()
        };
        let available = values(&selected);
        // A value that occurs nowhere is a mistake even where others occur: a row or column would be missing unseen.
        let unknown: Vec<&str> = wanted
            .iter()
            .map(DimensionValue::as_str)
            .filter(|value| cube.place(dimension, value).is_none())
            .collect();
        let kept: Vec<u32> = wanted
            .iter()
            .filter_map(|value| cube.place(dimension, value.as_str()))
            .collect();
        let none_left = !kept.iter().any(|place| available.contains(place));
        if !unknown.is_empty() || none_left {
            let everywhere = || (0..cube.len()).map(|index| cube.coordinates(index).at(dimension));
            let (available, so_far) = if none_left {
                (available, so_far)
            } else {
                (everywhere().collect(), String::new())
            };
            let wanted = if unknown.is_empty() {
                quoted(wanted.iter().map(|value| Some(value.as_str())))
            } else {
                quoted(unknown.into_iter().map(Some))
            };
            return Err(TabulateError::NothingSelected {
                table: table.clone(),
                dimension: dimension.word(),
                wanted,
                so_far,
                available: there(cube, dimension, &available),
            });
        }
        selected.retain(|&index| kept.contains(&cube.coordinates(index).at(dimension)));
        let joint = if so_far.is_empty() { " of " } else { ", " };
        so_far = format!(
            "{so_far}{joint}{} {}",
            dimension.word(),
            quoted(wanted.iter().map(|value| Some(value.as_str())))
        );
    }
    Ok(selected)
}

/// The values there are, with their verb.
fn there(cube: &Cube<'_>, dimension: Dimension, available: &BTreeSet<u32>) -> String {
    let named: Vec<&str> = available
        .iter()
        .filter_map(|&place| cube.value(dimension, place))
        .collect();
    let verb = if named.len() > 1 { "are" } else { "is" };
    match named.len() {
        0 => format!("{verb} none"),
        _ => format!("{verb} {}", quoted(named.into_iter().map(Some))),
    }
}
