use serde::Serialize;

use super::class_counts::{classified, ids};
use crate::dataset::Dataset;
use crate::spec::Name;

/// Which rows of a part a matrix counts: those of one class of a target with two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairsOf {
    /// The target.
    pub target: Name,
    /// The class.
    pub class: String,
}

/// Rows of a part by the classes of two targets that have the same classes, such as those of the sides of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairMatrix {
    /// The part.
    pub part: Name,
    /// The two targets.
    pub sides: [Name; 2],
    /// The classes of both.
    pub classes: Vec<String>,
    /// Which rows are counted; all where the part has no target with two classes besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<PairsOf>,
    /// Rows by the class of the first target, then by that of the second.
    pub counts: Vec<Vec<usize>>,
}

impl PairMatrix {
    /// Those of every two targets with the same classes in every part that has both: one for each class of every target
    /// with two classes, or one of all rows.
    pub(super) fn of(dataset: &Dataset) -> Vec<Self> {
        let targets: Vec<_> = classified(dataset).collect();
        let mut matrices = Vec::new();
        for (at, (first, classes)) in targets.iter().enumerate() {
            let alike = targets[at + 1..].iter().filter(|(_, of)| of == classes);
            for (second, _) in alike {
                let sides = [*first, *second];
                let splitting: Vec<_> = targets
                    .iter()
                    .filter(|(name, of)| of.len() == 2 && !sides.contains(name))
                    .collect();
                for part in dataset.parts.keys() {
                    let present: Vec<_> = splitting
                        .iter()
                        .filter(|(name, _)| dataset.parts[part].columns.contains_key(*name))
                        .collect();
                    if present.is_empty() {
                        matrices.extend(counted(dataset, part, sides, classes, None));
                    }
                    for (target, names) in present {
                        matrices.extend((0..names.len()).filter_map(|class| {
                            let of = Some((*target, *names, class));
                            counted(dataset, part, sides, classes, of)
                        }));
                    }
                }
            }
        }
        matrices
    }

    /// Rows counted.
    pub fn rows(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    /// Whether the two classes agree in every row.
    pub fn is_diagonal(&self) -> bool {
        self.counts.iter().enumerate().all(|(row, counts)| {
            let mut others = counts
                .iter()
                .enumerate()
                .filter(|(column, _)| *column != row);
            others.all(|(_, count)| *count == 0)
        })
    }
}

fn counted(
    dataset: &Dataset,
    name: &Name,
    sides: [&Name; 2],
    classes: &[String],
    of: Option<(&Name, &[String], usize)>,
) -> Option<PairMatrix> {
    let part = dataset.parts.get(name)?;
    let rows = ids(part, sides[0])?.zip(ids(part, sides[1])?);
    let wanted: Vec<bool> = match of {
        None => vec![true; part.rows],
        Some((target, _, class)) => ids(part, target)?.map(|id| id == class).collect(),
    };
    let mut counts = vec![vec![0; classes.len()]; classes.len()];
    for ((first, second), wanted) in rows.zip(wanted) {
        if wanted && let Some(count) = counts.get_mut(first).and_then(|row| row.get_mut(second)) {
            *count += 1;
        }
    }
    Some(PairMatrix {
        part: name.clone(),
        sides: sides.map(Clone::clone),
        classes: classes.to_vec(),
        of: of.map(|(target, names, class)| PairsOf {
            target: target.clone(),
            class: names[class].clone(),
        }),
        counts,
    })
}

#[cfg(test)]
mod tests {
    use crate::dataset::{ColumnKind, Part, Values};
    use crate::spec::Role;

    use super::*;

    fn dataset(with_match: bool) -> Dataset {
        let target = |name: &str, classes: &[&str]| {
            let classes = classes.iter().map(|&class| class.to_owned()).collect();
            let kind = ColumnKind {
                role: Role::Target,
                classes: Some(classes),
            };
            (Name::from(name), kind)
        };
        let colours = ["red", "green", "blue"];
        let mut values = vec![
            ("left_colour", vec![0, 1, 2, 0]),
            ("right_colour", vec![0, 1, 0, 2]),
        ];
        if with_match {
            values.push(("match", vec![1, 1, 0, 0]));
        }
        let columns = values.into_iter();
        let columns = columns.map(|(name, ids)| (Name::from(name), Values::Classes(ids)));
        let part = Part {
            rows: 4,
            columns: columns.collect(),
        };
        Dataset {
            columns: [
                target("match", &["other", "same"]),
                target("left_colour", &colours),
                target("right_colour", &colours),
            ]
            .into_iter()
            .collect(),
            parts: [(Name::from("train"), part)].into_iter().collect(),
        }
    }

    #[test]
    fn targets_of_the_same_classes_are_crossed_for_each_class_of_a_two_class_target() {
        let found = PairMatrix::of(&dataset(true));
        let [other, same] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(other.of.as_ref().unwrap().class, "other");
        assert_eq!(other.counts, [[0, 0, 1], [0, 0, 0], [1, 0, 0]]);
        assert!(!other.is_diagonal());
        assert_eq!(same.counts, [[1, 0, 0], [0, 1, 0], [0, 0, 0]]);
        assert!(same.is_diagonal());
        assert_eq!((other.rows(), same.rows()), (2, 2));
    }

    #[test]
    fn a_part_without_a_two_class_target_is_counted_whole() {
        let found = PairMatrix::of(&dataset(false));
        assert_eq!((found.len(), found[0].rows(), &found[0].of), (1, 4, &None));
    }
}
