//! What a model may return: the contract's table of outputs, checked before anything is stored.

use super::wire::{ColumnFile, TaskDocument};
use crate::dataset::Values;
use crate::diagnostic::quoted;
use crate::spec::TaskType;

/// How far the probabilities of a row may be from one in sum.
const SUM_TOLERANCE: f32 = 1e-3;

/// Checks that columns announce `count` rows, before any is read.
///
/// # Errors
/// The first that does not.
pub fn check_rows(count: usize, columns: &[ColumnFile]) -> Result<(), String> {
    let other = |column: &&ColumnFile| column.shape.first() != Some(&(count as u64));
    match columns.iter().find(other) {
        Some(column) => Err(format!(
            "output {} has {} rows, and {count} were asked for",
            quoted(&column.name),
            column.shape.first().unwrap_or(&0)
        )),
        None => Ok(()),
    }
}

/// Checks the outputs of `count` rows.
///
/// # Errors
/// What is wrong with the first that is.
pub fn check_outputs(
    task: &TaskDocument,
    count: usize,
    outputs: &[(String, Values)],
) -> Result<(), String> {
    for (index, (name, values)) in outputs.iter().enumerate() {
        let again = outputs[..index].iter().any(|(other, _)| other == name);
        if again {
            return Err(format!("output `{name}` was returned twice"));
        }
        if values.rows() != count {
            return Err(format!(
                "output `{name}` has {} rows, and {count} were asked for",
                values.rows()
            ));
        }
        check_one(task, name, values).map_err(|cause| format!("output `{name}` {cause}"))?;
    }
    let has = |name: &String| outputs.iter().any(|(other, _)| other == name);
    let required: Vec<&String> = match task.kind {
        TaskType::Classification | TaskType::Regression => vec![&task.target],
        TaskType::Retrieval => task.views.iter().collect(),
    };
    if let Some(absent) = required.into_iter().find(|name| !has(name)) {
        return Err(format!("output `{absent}` is missing"));
    }
    same_width(task, outputs)
}

fn check_one(task: &TaskDocument, name: &String, values: &Values) -> Result<(), String> {
    let is_view = task.kind == TaskType::Retrieval && task.views.contains(name);
    let is_target = *name == task.target || task.auxiliary.values().any(|target| target == name);
    match (values, task.classes.get(name)) {
        (Values::Matrix { data, .. }, _) if is_view => finite(data.iter().copied().map(f64::from)),
        (Values::Matrix { width, data }, Some(classes)) if is_target => {
            if *width != classes.len() {
                return Err(format!(
                    "has width {width}, and its target has {} classes",
                    classes.len()
                ));
            }
            finite(data.iter().copied().map(f64::from))?;
            probabilities(*width, data)
        }
        (Values::Numbers(numbers), None) if is_target => finite(numbers.iter().copied()),
        _ if is_view => Err("is not a matrix of f32".to_owned()),
        _ if is_target => Err("is not of the type its target asks for".to_owned()),
        _ => Err("was not asked for".to_owned()),
    }
}

fn finite(mut values: impl Iterator<Item = f64>) -> Result<(), String> {
    match values.position(|value| !value.is_finite()) {
        Some(at) => Err(format!("is not finite at element {at}")),
        None => Ok(()),
    }
}

fn probabilities(width: usize, data: &[f32]) -> Result<(), String> {
    for (row, values) in data.chunks(width).enumerate() {
        let sum: f32 = values.iter().sum();
        if values.iter().any(|&value| value < -SUM_TOLERANCE) || (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(format!(
                "has probabilities in row {row} that do not sum to one ({sum})"
            ));
        }
    }
    Ok(())
}

fn same_width(task: &TaskDocument, outputs: &[(String, Values)]) -> Result<(), String> {
    if task.kind != TaskType::Retrieval {
        return Ok(());
    }
    let mut widths = outputs
        .iter()
        .filter(|(name, _)| task.views.contains(name))
        .filter_map(|(name, values)| Some((name, values.width()?)));
    let Some((first, width)) = widths.next() else {
        return Ok(());
    };
    match widths.find(|(_, other)| *other != width) {
        Some((name, other)) => Err(format!(
            "the embeddings of `{first}` have width {width}, and those of `{name}` {other}"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn task(kind: TaskType) -> TaskDocument {
        let classes = vec!["no".to_owned(), "yes".to_owned()];
        TaskDocument {
            kind,
            views: vec!["left".into(), "right".into()],
            target: "match".into(),
            auxiliary: BTreeMap::new(),
            classes: BTreeMap::from([("match".to_owned(), classes)]),
        }
    }

    fn matrix(name: &str, width: usize, data: &[f32]) -> (String, Values) {
        let data = data.to_vec();
        (name.to_owned(), Values::Matrix { width, data })
    }

    #[test]
    fn each_lie_is_named() {
        let classification = task(TaskType::Classification);
        let retrieval = task(TaskType::Retrieval);
        let cases = [
            (&classification, vec![], "output `match` is missing"),
            (
                &classification,
                vec![matrix("match", 2, &[0.5, 0.5])],
                "output `match` has 1 rows, and 2 were asked for",
            ),
            (
                &classification,
                vec![matrix("match", 1, &[1.0, 1.0])],
                "output `match` has width 1, and its target has 2 classes",
            ),
            (
                &classification,
                vec![matrix("match", 2, &[0.5, 0.5, f32::NAN, 1.0])],
                "output `match` is not finite at element 2",
            ),
            (
                &classification,
                vec![matrix("match", 2, &[0.5, 0.5, 0.5, 0.6])],
                "output `match` has probabilities in row 1 that do not sum to one (1.1)",
            ),
            (
                &classification,
                vec![matrix("match", 2, &[0.5; 4]), matrix("extra", 2, &[0.5; 4])],
                "output `extra` was not asked for",
            ),
            (
                &classification,
                vec![("match".to_owned(), Values::Numbers(vec![0.5, 0.5]))],
                "output `match` is not of the type its target asks for",
            ),
            (
                &retrieval,
                vec![
                    matrix("left", 1, &[1.0, 1.0]),
                    matrix("right", 2, &[1.0; 4]),
                ],
                "the embeddings of `left` have width 1, and those of `right` 2",
            ),
        ];
        for (task, outputs, expected) in cases {
            assert_eq!(check_outputs(task, 2, &outputs).unwrap_err(), expected);
        }
    }

    #[test]
    fn good_outputs_pass() {
        let outputs = [matrix("match", 2, &[0.25, 0.75, 1.0, 0.0])];
        assert_eq!(
            check_outputs(&task(TaskType::Classification), 2, &outputs),
            Ok(())
        );
    }
}
