//! A small card with texts that nobody should write.

use super::{About, Card, CardFile};
use crate::dataset::{ColumnKind, Dataset, DatasetFacts, Part, Values};
use crate::files::Digest;
use crate::spec::{DatasetSpec, Name, Role};

pub const HOSTILE: &str = "a|b <i> [x](y) \u{1b}[31m\u{202e}";

pub fn card() -> Card {
    let kind = |name: &str, role, classes: Option<[&str; 2]>| {
        let classes = classes.map(|names| names.map(str::to_owned).to_vec());
        (Name::from(name), ColumnKind { role, classes })
    };
    let columns = [
        kind("id", Role::Id, None),
        kind("origin", Role::Group, None),
        kind("left", Role::View, None),
        kind("match", Role::Target, Some(["other", "same"])),
        kind("left_colour", Role::Target, Some([HOSTILE, "green"])),
        kind("right_colour", Role::Target, Some([HOSTILE, "green"])),
        kind("length", Role::Target, None),
    ];
    let part = |ids: [&str; 2]| {
        let columns = [
            ("id", Values::Text(ids.map(str::to_owned).to_vec())),
            (
                "origin",
                Values::Text(ids.map(|id| id[..1].to_owned()).to_vec()),
            ),
            (
                "left",
                Values::Matrix {
                    width: 2,
                    data: vec![0.0, 1.5, 0.0, 2.5],
                },
            ),
            ("match", Values::Classes(vec![0, 1])),
            ("left_colour", Values::Classes(vec![0, 1])),
            ("right_colour", Values::Classes(vec![1, 1])),
            ("length", Values::Numbers(vec![5.0, 4.25])),
        ];
        Part {
            rows: 2,
            columns: columns
                .into_iter()
                .map(|(name, values)| (Name::from(name), values))
                .collect(),
        }
    };
    let dataset = Dataset {
        columns: columns.into_iter().collect(),
        parts: [("train", part(["a", "b"])), ("val", part(["b", HOSTILE]))]
            .into_iter()
            .map(|(name, part)| (Name::from(name), part))
            .collect(),
    };
    let spec: DatasetSpec = serde_json::from_str(SPEC).unwrap();
    let files = ["train.parquet", "val.csv", "left.h5"];
    let files = files.map(|path| CardFile::of(&spec, path.to_owned(), Digest::of(path.as_bytes())));
    let about = About {
        name: &"pairs".into(),
        spec: &spec,
        facts: &DatasetFacts::from(&dataset),
        left_out: 1,
    };
    Card::of(about, &dataset, files.to_vec())
}

/// The rest of the columns lies in no file.
const SPEC: &str = r#"{
    "type": "files", "title": "Pairs of things", "obtain": "https://example.org/pairs (folder pairs)",
    "about": {"license": "MIT", "creators": ["Somebody"], "published": "2024", "cite": "Somebody, 2024"},
    "columns": {"id": {"role": "id"}, "origin": {"role": "group", "from": "id", "pattern": "^(.)"}},
    "parts": {
        "train": [{"file": "train.parquet", "columns": {
            "id": "id", "left": "look", "match": "match", "left_colour": "a", "right_colour": "b", "length": "c"
        }}],
        "val": [
            {"file": "val.csv", "columns": {"id": 0, "match": {"names_at": 1}}},
            {"file": "left.h5", "columns": {"left": "data"}}
        ]
    }
}"#;
