use super::overlap::{Space, overlaps};
use super::{Finding, Side, Subject};
use crate::spec::{Name, Role};

/// Rows whose id occurs on another side of the split.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let columns = subject.of_role(Role::Id);
    overlaps(subject, &columns, SPACE, "an id", named)
}

/// An id is one of its own column.
pub(super) const SPACE: Space = Space::PerColumn;

/// The texts of a column; none where empty.
pub(super) fn named<'a>(side: &Side<'a>, column: &Name) -> Vec<Option<&'a str>> {
    let texts = side.texts(column.as_str()).into_iter();
    texts
        .map(|text| (!text.is_empty()).then_some(text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::examples::{Example, texts};
    use super::*;

    #[test]
    fn an_id_counts_once_for_each_row_that_has_it() {
        let mut example = Example::clean();
        example
            .test
            .columns
            .insert("id".into(), texts(&["train0", "train0", "test2", "test3"]));
        let found = find(&example.subject());
        let sentences: Vec<_> = found.iter().map(|one| one.sentence.as_str()).collect();
        assert_eq!(sentences, ["2 of 4 test rows share an id (id) with train"]);
        assert_eq!((found[0].count, found[0].of), (2, 4));
    }

    #[test]
    fn validation_is_compared_with_train_and_test_with_both() {
        let mut example = Example::clean();
        example
            .validation
            .columns
            .insert("id".into(), texts(&["train0", "v1", "v2", "v3"]));
        example
            .test
            .columns
            .insert("id".into(), texts(&["train0", "v1", "", "test3"]));
        let found = find(&example.subject());
        let sentences: Vec<_> = found.iter().map(|one| one.sentence.as_str()).collect();
        assert_eq!(
            sentences,
            [
                "2 of 4 test rows share an id (id) with train or validation",
                "1 of 4 validation rows share an id (id) with train",
            ]
        );
    }

    #[test]
    fn the_very_same_rows_on_two_sides_are_not_found_twice() {
        let example = Example::clean();
        let validation_is_test = example.subject_of(&example.test, &example.test);
        assert_eq!(find(&validation_is_test), []);
        assert!(validation_is_test.validation.is_none());
    }
}
