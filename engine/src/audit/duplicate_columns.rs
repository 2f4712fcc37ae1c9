use std::collections::BTreeSet;

use super::column_bits::{column_bits, is_constant};
use super::{Finding, Subject};

/// Columns of a view that equal an earlier column of it in all training rows, and are not constant.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let views = subject.views().into_iter().filter_map(|view| {
        let columns = column_bits(subject, view.as_str())?;
        let mut known = BTreeSet::new();
        let varied = columns.iter().filter(|column| !is_constant(column));
        let count = varied.filter(|column| !known.insert(*column)).count();
        (count > 0).then(|| Finding {
            sentence: format!(
                "{count} of {} columns of `{view}` equal another in the training rows",
                columns.len()
            ),
            count,
            of: columns.len(),
            columns: vec![view.clone()],
        })
    });
    views.collect()
}

#[cfg(test)]
mod tests {
    use super::super::examples::{Example, view};
    use super::*;

    #[test]
    fn each_copy_is_counted_once_and_constant_columns_are_none() {
        let mut example = Example::clean();
        let rows = [
            [1.0, 1.0, 5.0, 5.0, 1.0],
            [2.0, 2.0, 5.0, 5.0, 2.0],
            [3.0, 3.0, 5.0, 5.0, 3.0],
        ];
        let left = view(5, rows.as_flattened());
        example.train.columns.insert("left".into(), left);
        let found = find(&example.subject());
        assert_eq!(
            found
                .iter()
                .map(|one| one.sentence.as_str())
                .collect::<Vec<_>>(),
            ["2 of 5 columns of `left` equal another in the training rows"]
        );
    }
}
