use std::collections::BTreeMap;

use crate::cli::session::Prepared;
use crate::dataset::Values;
use crate::dataset::fold::{PartRows, blocks};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::{Name, Role, SplitSpec};
use crate::validate::read_dataset;

/// The group of every reported row, by fold.
pub(super) type Groups = BTreeMap<u32, Vec<usize>>;

/// The groups that the reported rows of a dataset come in: by the group columns of the split, or else of the dataset. Rows
/// that share a value in any of them, directly or through others, are one group. None where every row stands alone.
pub(super) fn groups(
    prepared: &Prepared,
    dataset: &Name,
    split: &Name,
    folds: &BTreeMap<u32, &[PartRows]>,
) -> Result<Option<Groups>, Box<Diagnostic>> {
    let columns = group_columns(prepared, dataset, split);
    if columns.is_empty() {
        return Ok(None);
    }
    let read = read_dataset(&prepared.valid, dataset, &prepared.session.plugins);
    let read = read.map_err(|found| {
        let first = found.iter().next().cloned();
        let unread = || Diagnostic::error(Code::SourceFailed, "a dataset cannot be read");
        Box::new(first.unwrap_or_else(unread))
    })?;
    let texts_of = |rows: &[PartRows], column: &Name| {
        let pieces = read.column_of_rows(rows, column.as_str())?;
        let mut texts = Vec::new();
        for piece in pieces {
            match piece.into_owned() {
                Values::Text(of_piece) => texts.extend(of_piece),
                _ => return None,
            }
        }
        Some(texts)
    };
    let mut counts = Vec::new();
    let mut values: Vec<Vec<String>> = vec![Vec::new(); columns.len()];
    for (fold, rows) in folds {
        let mut count = 0;
        for (all, column) in values.iter_mut().zip(&columns) {
            let Some(texts) = texts_of(rows, column) else {
                return Ok(None);
            };
            count = texts.len();
            all.extend(texts);
        }
        counts.push((*fold, count));
    }
    let total = counts.iter().map(|(_, count)| count).sum();
    let columns: Vec<&[String]> = values.iter().map(Vec::as_slice).collect();
    let blocks = blocks(total, &columns);
    if blocks.len() == total {
        return Ok(None);
    }
    let mut group_of = vec![0; total];
    for (group, rows) in blocks.iter().enumerate() {
        for row in rows {
            group_of[*row] = group;
        }
    }
    let mut rest = group_of.into_iter();
    let of_folds = counts.into_iter();
    Ok(Some(
        of_folds
            .map(|(fold, count)| (fold, rest.by_ref().take(count).collect()))
            .collect(),
    ))
}

fn group_columns(prepared: &Prepared, dataset: &Name, split: &Name) -> Vec<Name> {
    if let Some(SplitSpec::Folds {
        group: Some(columns),
        ..
    }) = prepared.valid.spec.splits.get(split)
    {
        return columns.iter().cloned().collect();
    }
    let facts = prepared.valid.datasets.get(dataset).map(|it| &it.facts);
    let columns = facts.into_iter().flat_map(|facts| &facts.columns);
    columns
        .filter(|(_, kind)| kind.role == Role::Group)
        .map(|(name, _)| name.clone())
        .collect()
}
