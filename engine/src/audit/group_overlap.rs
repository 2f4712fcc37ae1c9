use super::id_overlap::named;
use super::overlap::{Space, overlaps};
use super::{Finding, Subject};
use crate::spec::Role;

/// Rows one of whose groups occurs on another side of the split. The values of all group columns are one space: a
/// recording may be the origin of one view of a row and of another view of another row. An empty value is no group.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let columns = subject.of_role(Role::Group);
    overlaps(subject, &columns, SPACE, "a group", named)
}

/// Groups of all columns are told apart by their values alone.
pub(super) const SPACE: Space = Space::Joint;

#[cfg(test)]
mod tests {
    use super::super::examples::{Example, texts};
    use super::*;

    fn sentences(example: &Example) -> Vec<String> {
        find(&example.subject())
            .into_iter()
            .map(|one| one.sentence)
            .collect()
    }

    #[test]
    fn a_group_of_one_column_is_found_in_another() {
        let mut example = Example::clean();
        let train = texts(&["x", "y", "z", "w"]);
        example.train.columns.insert("left_origin".into(), train);
        example
            .test
            .columns
            .insert("left_origin".into(), texts(&["a", "b", "", "x"]));
        example
            .test
            .columns
            .insert("right_origin".into(), texts(&["y", "c", "", "z"]));
        assert_eq!(
            sentences(&example),
            ["2 of 4 test rows share a group (left_origin 1, right_origin 2) with train"]
        );
    }

    #[test]
    fn groups_within_one_side_and_empty_groups_are_no_finding() {
        let mut example = Example::clean();
        example
            .test
            .columns
            .insert("left_origin".into(), texts(&["a", "a", "a", ""]));
        example
            .train
            .columns
            .insert("left_origin".into(), texts(&["b", "b", "", ""]));
        assert_eq!(sentences(&example), Vec::<String>::new());
    }
}
