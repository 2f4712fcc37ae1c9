use super::column_bits::{column_bits, is_constant};
use super::{Finding, Subject};

/// Columns of a view that have one value in all training rows.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let views = subject.views().into_iter().filter_map(|view| {
        let columns = column_bits(subject, view.as_str())?;
        let count = columns.iter().filter(|column| is_constant(column)).count();
        (count > 0).then(|| Finding {
            sentence: format!(
                "{count} of {} columns of `{view}` are constant in the training rows",
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
    fn a_column_of_one_value_is_counted_and_zero_has_no_sign() {
        let mut example = Example::clean();
        let left = view(2, &[0.0, 1.0, -0.0, 2.0, 0.0, 1.0, 0.0, 1.0]);
        example.train.columns.insert("left".into(), left);
        let found = find(&example.subject());
        assert_eq!(
            found
                .iter()
                .map(|one| one.sentence.as_str())
                .collect::<Vec<_>>(),
            ["1 of 2 columns of `left` are constant in the training rows"]
        );
    }
}
