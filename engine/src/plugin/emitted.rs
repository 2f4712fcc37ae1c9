//! What a source may emit: columns that are what it describes, in parts of equal length.

use std::path::Path;

use indexmap::IndexMap;
use serde_json::Value;

use super::arrays::read_column;
use super::wire::{ColumnFile, FileRole};
use crate::dataset::{ColumnKind, Dataset, Part, Values};
use crate::diagnostic::quoted;
use crate::spec::{Name, Role};

/// The dataset that a source emitted: `described` is its document `columns`, and its files lie under `outputs`, with
/// `largest` bytes in all at most.
///
/// # Errors
/// What is wrong with the first column that is not as described.
pub fn emitted_dataset(
    described: Value,
    files: &[ColumnFile],
    outputs: &Path,
    largest: u64,
) -> Result<Dataset, String> {
    let columns: IndexMap<Name, ColumnKind> = serde_json::from_value(described)
        .map_err(|error| format!("its columns are not described as the contract says: {error}"))?;
    let mut parts: IndexMap<Name, Part> = IndexMap::new();
    let mut left = largest;
    for file in files {
        add_column(&mut parts, &columns, file, || {
            read_column(file, outputs, left)
        })?;
        left = left.saturating_sub(file.bytes());
    }
    Ok(Dataset { columns, parts })
}

fn add_column(
    parts: &mut IndexMap<Name, Part>,
    columns: &IndexMap<Name, ColumnKind>,
    file: &ColumnFile,
    read: impl FnOnce() -> Result<Values, String>,
) -> Result<(), String> {
    let (name, Some(part)) = (file.name.as_str(), file.part.as_deref()) else {
        return Err(format!("column {} belongs to no part", quoted(&file.name)));
    };
    if let Some(other) = [name, part].into_iter().find(|text| !Name::is_one(text)) {
        return Err(format!("{} is no name of a column or part", quoted(other)));
    }
    let kind = columns
        .get(name)
        .ok_or_else(|| format!("column `{name}` is not described"))?;
    let values = read().map_err(|error| format!("column `{name}`: {error}"))?;
    check_emitted(name, kind, file.role, &values)?;
    let part = parts.entry(Name::from(part)).or_insert_with(|| Part {
        rows: values.rows(),
        columns: IndexMap::new(),
    });
    if part.rows != values.rows() {
        return Err(format!(
            "column `{name}` has {} rows where its part has {}",
            values.rows(),
            part.rows
        ));
    }
    part.columns.insert(Name::from(name), values);
    Ok(())
}

fn check_emitted(
    name: &str,
    kind: &ColumnKind,
    role: FileRole,
    values: &Values,
) -> Result<(), String> {
    let fits = match (kind.role, &kind.classes, values) {
        (Role::View, _, Values::Matrix { data, .. }) => data.iter().all(|value| value.is_finite()),
        (Role::Target, Some(classes), Values::Classes(ids)) => ids
            .iter()
            .all(|&id| usize::try_from(id).is_ok_and(|id| id < classes.len())),
        (Role::Target, None, Values::Numbers(numbers)) => {
            numbers.iter().all(|number| number.is_finite())
        }
        (Role::Id | Role::Group | Role::Text, _, Values::Text(_)) => true,
        _ => false,
    };
    if fits && FileRole::from(kind.role) == role {
        return Ok(());
    }
    Err(format!(
        "column `{name}` is described as {kind}, and its values are not (finite, inside the classes, of that type)"
    ))
}
