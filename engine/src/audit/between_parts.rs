//! What the parts of a dataset share, whatever splits make of them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::overlap::{Keys, Shared, Space};
use super::{ChosenRows, Side, content_overlap, group_overlap, id_overlap};
use crate::dataset::{Dataset, Part};
use crate::spec::{Name, Role};

/// What rows may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sharing {
    /// An id.
    Id,
    /// A group; the values of all columns of role `group` are one space.
    Group,
    /// The content of a view, to the bit.
    Content,
}

/// Rows of two parts that share something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOverlap {
    /// What they share.
    pub sharing: Sharing,
    /// The parts.
    pub parts: [Name; 2],
    /// Rows of each part that share it with the other.
    pub rows: [usize; 2],
    /// All rows of each part.
    pub of: [usize; 2],
    /// Rows of each part that do, by column.
    pub by_column: IndexMap<Name, [usize; 2]>,
}

/// What every two parts share, in the order of the parts; nothing where they share nothing.
pub fn overlaps_of_parts(dataset: &Dataset) -> Vec<PartOverlap> {
    let of_role = |role: Role| -> Vec<&Name> {
        let columns = dataset.columns.iter().filter(|(_, kind)| kind.role == role);
        columns.map(|(name, _)| name).collect()
    };
    let mut found = compared(
        dataset,
        (Sharing::Id, id_overlap::SPACE),
        &of_role(Role::Id),
        |side, column| id_overlap::named(side, column),
    );
    found.extend(compared(
        dataset,
        (Sharing::Group, group_overlap::SPACE),
        &of_role(Role::Group),
        |side, column| id_overlap::named(side, column),
    ));
    found.extend(compared(
        dataset,
        (Sharing::Content, content_overlap::SPACE),
        &of_role(Role::View),
        content_overlap::contents,
    ));
    found
}

/// Rows of a view that equal an earlier one to the bit.
pub fn repeated_rows(part: &Part, view: &Name) -> usize {
    let keys = content_overlap::contents(&whole(part), view);
    let distinct: std::collections::BTreeSet<_> = keys.iter().flatten().collect();
    keys.iter().flatten().count() - distinct.len()
}

fn whole(part: &Part) -> Side<'_> {
    Side::of(&[ChosenRows { part, rows: None }])
}

fn compared<'a, K: Ord>(
    dataset: &'a Dataset,
    (sharing, space): (Sharing, Space),
    columns: &[&Name],
    keys: impl Fn(&Side<'a>, &Name) -> Vec<Option<K>>,
) -> Vec<PartOverlap> {
    let parts = dataset.parts.iter().map(|(name, part)| {
        let side = whole(part);
        let keys = Keys {
            by_column: columns.iter().map(|column| keys(&side, column)).collect(),
            rows: part.rows,
        };
        (name, keys)
    });
    let parts: Vec<_> = parts.collect();
    let mut found = Vec::new();
    for (at, (first, of_first)) in parts.iter().enumerate() {
        for (second, of_second) in &parts[at + 1..] {
            let here = Shared::of(of_first, &[("", of_second)], space);
            if here.rows == 0 {
                continue;
            }
            let there = Shared::of(of_second, &[("", of_first)], space);
            let counts = here.by_column.iter().zip(&there.by_column);
            let by_column = columns.iter().zip(counts);
            let by_column = by_column.filter(|(_, (here, there))| **here + **there > 0);
            found.push(PartOverlap {
                sharing,
                parts: [(*first).clone(), (*second).clone()],
                rows: [here.rows, there.rows],
                of: [of_first.rows, of_second.rows],
                by_column: by_column
                    .map(|(name, (here, there))| ((*name).clone(), [*here, *there]))
                    .collect(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::examples::{Example, part, texts, view};
    use super::*;

    fn dataset(first: Part, second: Part) -> Dataset {
        Dataset {
            columns: Example::clean().columns,
            parts: IndexMap::from([("one".into(), first), ("two".into(), second)]),
        }
    }

    #[test]
    fn rows_are_counted_in_both_parts_and_by_column() {
        let first = part(&[
            ("id", texts(&["a", "b", "c"])),
            ("left_origin", texts(&["x", "y", ""])),
            ("right_origin", texts(&["z", "z", ""])),
        ]);
        let second = part(&[
            ("id", texts(&["d", "a"])),
            ("left_origin", texts(&["z", ""])),
        ]);
        let found = overlaps_of_parts(&dataset(first, second));
        let [ids, groups] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(
            (ids.sharing, ids.rows, ids.of),
            (Sharing::Id, [1, 1], [3, 2])
        );
        assert_eq!((groups.sharing, groups.rows), (Sharing::Group, [2, 1]));
        let by_column: Vec<_> = groups.by_column.values().collect();
        assert_eq!(by_column, [&[0, 1], &[2, 0]]);
    }

    #[test]
    fn rows_repeated_in_a_part_are_counted_but_for_the_first() {
        let one = part(&[("left", view(1, &[1.0, 2.0, 1.0, 1.0]))]);
        assert_eq!(repeated_rows(&one, &"left".into()), 2);
        let two = part(&[("left", view(1, &[2.0, 3.0]))]);
        let found = overlaps_of_parts(&dataset(one, two));
        assert_eq!(
            (found[0].sharing, found[0].rows),
            (Sharing::Content, [1, 1])
        );
    }

    #[test]
    fn parts_with_nothing_in_common_give_nothing() {
        let example = Example::clean();
        assert_eq!(overlaps_of_parts(&dataset(example.train, example.test)), []);
    }
}
