use super::arrange::{self, Arrangement};
use super::cube::{Coordinates, Cube};
use super::error::quoted;
use super::table::path;
use super::{Heading, Labels, TabulateError, select};
use crate::score::Score;
use crate::spec::{Dimension, Name, TableSpec};

/// The scores behind a cell, by seed and fold. Row and column are named by their headings, as readers see them or as the
/// spec names them, joined by ` / `; the last heading is enough where no other row or column ends in it.
///
/// # Errors
/// When no row or column is called so, or several are, or when the table cannot be made.
pub fn behind<'a>(
    table: &Name,
    spec: &TableSpec,
    scores: &'a [Score],
    labels: &Labels,
    row: &str,
    column: &str,
) -> Result<Vec<&'a Score>, TabulateError> {
    let (row, column) = if spec.transpose {
        (column, row)
    } else {
        (row, column)
    };
    let cube = Cube::of(scores, &[], labels);
    let selected = select::select(table, spec, &cube)?;
    let arrangement = Arrangement::of(spec, &cube, &selected);
    let cells = arrangement.cells(table, spec, &cube, &selected)?;
    let headings = |dimensions: &[Dimension], keys: &indexmap::IndexSet<Coordinates>| {
        let keys = keys.iter();
        keys.map(|key| arrange::headings(dimensions, *key, spec, &cube, labels))
            .collect::<Vec<_>>()
    };
    let rows = headings(&spec.rows, &arrangement.rows);
    let columns = headings(&spec.columns, &arrangement.columns);
    let place = (
        called(table, "row", row, &rows)?,
        called(table, "column", column, &columns)?,
    );
    let numbers = cells.get(&place).into_iter().flatten();
    let measured = numbers.filter_map(|&index| scores.get(index));
    Ok(measured.collect())
}

/// The one list of headings that is called so.
fn called(
    table: &Name,
    what: &'static str,
    wanted: &str,
    headings: &[Vec<Heading>],
) -> Result<usize, TabulateError> {
    let matching = |is_called: &dyn Fn(&Vec<Heading>) -> bool| -> Vec<usize> {
        let places = headings.iter().enumerate();
        places
            .filter(|(_, headings)| is_called(headings))
            .map(|(place, _)| place)
            .collect()
    };
    let whole = matching(&|headings| names(headings).iter().any(|name| same(name, wanted)));
    let last = matching(&|headings| {
        headings.last().is_some_and(|heading| {
            same(&heading.title, wanted) || heading.name.as_deref() == Some(wanted)
        })
    });
    match (&whole[..], &last[..]) {
        ([place], _) | ([], [place]) => Ok(*place),
        (several, others) => {
            let known: Vec<String> = headings.iter().map(|headings| path(headings)).collect();
            Err(TabulateError::NoCell {
                table: table.clone(),
                what,
                wanted: wanted.to_owned(),
                found: several.len().max(others.len()),
                known: quoted(known.iter().map(|name| Some(name.as_str()))),
            })
        }
    }
}

fn same(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}

/// What a list of headings may be called: by its titles, by its names.
fn names(headings: &[Heading]) -> [String; 2] {
    let by_name: Vec<&str> = headings
        .iter()
        .filter_map(|heading| heading.name.as_deref())
        .collect();
    [path(headings), by_name.join(" / ")]
}

#[cfg(test)]
mod tests {
    use super::super::examples::{labels, retrieval, score, spec};
    use super::*;

    fn seeds(row: &str, column: &str) -> Result<Vec<u64>, String> {
        let (spec, scores) = retrieval();
        let found = behind(&"t".into(), &spec, &scores, &labels(), row, column);
        found
            .map(|scores| scores.iter().map(|score| score.key.seed).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_cell_is_named_by_titles_or_by_names() {
        assert_eq!(seeds("cca", "left / mAP"), Ok(vec![0, 1, 2, 3]));
        assert_eq!(seeds("CCA", "left / map"), Ok(vec![0, 1, 2, 3]));
    }

    #[test]
    fn a_last_heading_that_is_shared_is_refused_with_what_there_is() {
        let error = seeds("cca", "mAP").unwrap_err();
        assert!(error.contains("2 columns"), "{error}");
        assert!(error.contains("`left / mAP`"), "{error}");
    }

    #[test]
    fn an_unknown_row_is_refused() {
        let scores = [score("a", "loss", 0, Ok(1.0))];
        let error = behind(&"t".into(), &spec(), &scores, &labels(), "b", "loss").unwrap_err();
        assert_eq!(
            error.to_string(),
            "table `t` has 0 rows called `b`: there are `a`"
        );
    }
}
