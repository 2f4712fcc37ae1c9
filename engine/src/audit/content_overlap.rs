use sha2::{Digest as _, Sha256};

use super::overlap::{Space, overlaps};
use super::{Finding, Side, Subject};
use crate::spec::Name;

/// Rows the content of a view of which occurs, to the bit, on another side of the split.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let views: Vec<_> = subject.views().into_iter().collect();
    overlaps(subject, &views, SPACE, "the content of a view", contents)
}

/// Equal rows of two views are chance.
pub(super) const SPACE: Space = Space::PerColumn;

/// The digests of the rows of a view; none where there is no such view.
pub(super) fn contents(side: &Side<'_>, view: &Name) -> Vec<Option<[u8; 32]>> {
    match side.view(view.as_str()) {
        Some(rows) => rows.into_iter().map(|row| Some(digest(row))).collect(),
        None => (0..side.rows()).map(|_| None).collect(),
    }
}

/// The digest of a row.
fn digest(row: &[f32]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let bytes: Vec<u8> = row.iter().flat_map(|value| value.to_le_bytes()).collect();
    hasher.update(bytes);
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::super::examples::{Example, view};
    use super::*;

    #[test]
    fn equal_rows_of_one_view_are_found_and_of_two_views_are_not() {
        let mut example = Example::clean();
        let train = view(2, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        let test = view(2, &[9.0, 9.0, 3.0, 4.0, 1.0, 2.5, 3.0, 4.0]);
        example.train.columns.insert("left".into(), train.clone());
        example.test.columns.insert("left".into(), test.clone());
        let found = find(&example.subject());
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].sentence,
            "2 of 4 test rows share the content of a view (left 2, right 0) with train"
        );

        let mut example = Example::clean();
        example.train.columns.insert("left".into(), train);
        example.test.columns.insert("right".into(), test);
        assert_eq!(find(&example.subject()), []);
    }
}
