//! Small datasets in which nothing is wrong, or one thing is.

use indexmap::IndexMap;

use super::{ChosenRows, Question, Side, Subject};
use crate::dataset::{ColumnKind, Part, Values};
use crate::spec::{Name, Role};

pub fn texts(texts: &[&str]) -> Values {
    Values::Text(texts.iter().map(ToString::to_string).collect())
}

pub fn classes(ids: &[i64]) -> Values {
    Values::Classes(ids.to_vec())
}

pub fn view(width: usize, data: &[f32]) -> Values {
    Values::Matrix {
        width,
        data: data.to_vec(),
    }
}

pub fn part(columns: &[(&str, Values)]) -> Part {
    Part {
        rows: columns.first().map_or(0, |(_, values)| values.rows()),
        columns: columns
            .iter()
            .map(|(name, values)| (Name::from(*name), values.clone()))
            .collect(),
    }
}

/// Three sides of a dataset with an id, two groups, two views and two targets.
pub struct Example {
    pub columns: IndexMap<Name, ColumnKind>,
    pub questions: Vec<Question>,
    pub train: Part,
    pub validation: Part,
    pub test: Part,
}

impl Example {
    /// Nothing is wrong with it.
    pub fn clean() -> Self {
        let kind = |name: &str, role, classes: Option<[&str; 2]>| {
            let classes = classes.map(|names| names.map(str::to_owned).to_vec());
            (Name::from(name), ColumnKind { role, classes })
        };
        Self {
            columns: IndexMap::from([
                kind("id", Role::Id, None),
                kind("left_origin", Role::Group, None),
                kind("right_origin", Role::Group, None),
                kind("left", Role::View, None),
                kind("right", Role::View, None),
                kind("match", Role::Target, Some(["other", "same"])),
                kind("colour", Role::Target, Some(["red", "green"])),
            ]),
            questions: vec![Question {
                views: vec!["left".into(), "right".into()],
                predicted: Some("match".into()),
                targets: vec!["match".into(), "colour".into()],
            }],
            train: side("train", 0.0),
            validation: side("validation", 100.0),
            test: side("test", 200.0),
        }
    }

    /// Wrong is what the audit of this name finds.
    pub fn spoilt(audit: &str) -> Self {
        let mut example = Self::clean();
        let (train, test) = (example.train.clone(), &mut example.test);
        let take = |test: &mut Part, column: &str| {
            let values = train.columns[column].clone();
            test.columns.insert(column.into(), values);
        };
        match audit {
            "id_overlap" => take(test, "id"),
            "group_overlap" => {
                let values = train.columns["left_origin"].clone();
                test.columns.insert("right_origin".into(), values);
            }
            "content_overlap" => take(test, "right"),
            "class_balance" => {
                test.columns.insert("match".into(), classes(&[1; 4]));
            }
            "label_leak" => {
                for part in [&mut example.train, &mut example.test] {
                    let ids: Vec<i64> = (0..40).map(|row| row % 2).collect();
                    let told: Vec<f32> = (0_i16..40)
                        .map(|row| f32::from(row % 2) + f32::from(row) * 0.01)
                        .collect();
                    *part = self::part(&[
                        ("left", view(1, &told)),
                        ("right", view(1, &[0.0; 40])),
                        ("match", classes(&ids)),
                    ]);
                }
            }
            "constant_columns" => {
                let values = view(2, &[1.0, 1.0, 1.0, 2.0, 1.0, 3.0, 1.0, 4.0]);
                example.train.columns.insert("left".into(), values);
            }
            "duplicate_columns" => {
                let values = view(2, &[1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0]);
                example.train.columns.insert("left".into(), values);
            }
            other => unreachable!("there is no example of {other}"),
        }
        example
    }

    pub fn subject(&self) -> Subject<'_> {
        self.subject_of(&self.validation, &self.test)
    }

    pub fn subject_of<'a>(&'a self, validation: &'a Part, test: &'a Part) -> Subject<'a> {
        let whole = |part| Side::of(&[ChosenRows { part, rows: None }]);
        Subject::new(
            &self.columns,
            &self.questions,
            &whole(&self.train),
            Some(&whole(validation)),
            whole(test),
        )
    }
}

/// Four rows that no other side has.
fn side(word: &str, shift: f32) -> Part {
    let named = |what: &str| {
        let names: Vec<String> = (0..4).map(|row| format!("{word}{what}{row}")).collect();
        Values::Text(names)
    };
    let values =
        |start: f32| [7.0, 1.0, 3.0, 2.0, 5.0, 9.0, 4.0, 8.0].map(|value| value + start + shift);
    part(&[
        ("id", named("")),
        ("left_origin", named("left")),
        ("right_origin", named("right")),
        ("left", view(2, &values(0.0))),
        ("right", view(2, &values(50.0))),
        ("match", classes(&[0, 1, 1, 0])),
        ("colour", classes(&[0, 0, 1, 1])),
    ])
}
