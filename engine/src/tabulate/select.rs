use indexmap::IndexSet;

use super::TabulateError;
use super::dimension::{value, word};
use super::error::quoted;
use crate::score::Score;
use crate::spec::{Name, TableSpec};

/// The scores the table's filters keep.
pub(super) fn select<'a>(
    table: &Name,
    spec: &TableSpec,
    scores: &'a [Score],
) -> Result<Vec<&'a Score>, TabulateError> {
    if scores.is_empty() {
        return Err(TabulateError::NoScores {
            table: table.clone(),
        });
    }
    let mut selected: Vec<&Score> = scores.iter().collect();
    let mut so_far = String::new();
    for (&dimension, wanted) in &spec.filter {
        let available: IndexSet<Option<&Name>> = selected
            .iter()
            .map(|score| value(&score.key, dimension))
            .collect();
        // A value that occurs nowhere is a mistake even where others occur: a row or column would be missing unseen.
        let everywhere: IndexSet<Option<&Name>> = scores
            .iter()
            .map(|score| value(&score.key, dimension))
            .collect();
        let unknown: Vec<Option<&Name>> = wanted
            .iter()
            .map(Some)
            .filter(|name| !everywhere.contains(name))
            .collect();
        let none_left = !wanted.iter().any(|name| available.contains(&Some(name)));
        if !unknown.is_empty() || none_left {
            let wanted = if unknown.is_empty() {
                wanted.iter().map(Some).collect()
            } else {
                unknown
            };
            let (available, so_far) = if none_left {
                (available, so_far)
            } else {
                (everywhere, String::new())
            };
            return Err(TabulateError::NothingSelected {
                table: table.clone(),
                dimension: word(dimension),
                wanted: quoted(wanted),
                so_far,
                available: there(&available),
            });
        }
        selected.retain(|score| {
            value(&score.key, dimension).is_some_and(|name| wanted.iter().any(|kept| kept == name))
        });
        let joint = if so_far.is_empty() { " of " } else { ", " };
        so_far = format!(
            "{so_far}{joint}{} {}",
            word(dimension),
            quoted(wanted.iter().map(Some))
        );
    }
    Ok(selected)
}

/// The names there are, with their verb.
fn there(available: &IndexSet<Option<&Name>>) -> String {
    let named: Vec<&Name> = available.iter().copied().flatten().collect();
    let verb = if named.len() > 1 { "are" } else { "is" };
    match named.len() {
        0 => format!("{verb} none"),
        _ => format!("{verb} {}", quoted(named.into_iter().map(Some))),
    }
}
