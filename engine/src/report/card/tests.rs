use super::sections::short;
use super::{card_json, card_markdown, card_terminal, croissant};
use crate::card::{About, Card, CardFile, Digest};
use crate::dataset::{ColumnKind, Dataset, DatasetFacts, Part, Values};
use crate::spec::{DatasetSpec, Name, Role};

const HOSTILE: &str = "a|b <i> [x](y) \u{1b}[31m\u{202e}";

fn card() -> Card {
    let kind = |name: &str, role, classes: Option<[&str; 2]>| {
        let classes = classes.map(|names| names.map(str::to_owned).to_vec());
        (Name::from(name), ColumnKind { role, classes })
    };
    let columns = [
        kind("id", Role::Id, None),
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
    let files = ["train.parquet", "val.csv"];
    let files = files.map(|path| CardFile::of(&spec, path.to_owned(), Digest::of(path.as_bytes())));
    let about = About {
        name: &"pairs".into(),
        spec: &spec,
        facts: &DatasetFacts::from(&dataset),
        left_out: 1,
    };
    Card::of(about, &dataset, files.to_vec())
}

const SPEC: &str = r#"{
    "type": "files", "title": "Pairs of things", "obtain": "https://example.org/pairs (folder pairs)",
    "about": {"license": "MIT", "creators": ["Somebody"], "published": "2024", "cite": "Somebody, 2024"},
    "parts": {
        "train": [{"file": "train.parquet", "columns": {"id": "id", "left": "look", "match": "match"}}],
        "val": [{"file": "val.csv", "columns": {"id": 0, "match": {"names_at": 1}}}]
    }
}"#;

#[test]
fn no_line_for_a_terminal_is_wider_than_it_or_ends_in_white_space() {
    for width in [60, 100] {
        let text = card_terminal(&card(), width);
        for line in text.lines() {
            assert!(
                unicode_width::UnicodeWidthStr::width(line) <= width,
                "{line}"
            );
            assert_eq!(line, line.trim_end());
        }
        for heading in [
            "Rows",
            "Classes",
            "Pairs of classes",
            "Numbers",
            "Views",
            "Files",
        ] {
            assert!(text.lines().any(|line| line == heading), "{text}");
        }
    }
}

#[test]
fn texts_of_the_data_cannot_break_out_of_their_cells() {
    let card = card();
    for text in [card_terminal(&card, 100), card_markdown(&card)] {
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{202e}'),
            "{text}"
        );
    }
    let text = card_markdown(&card);
    assert!(!text.contains("<i>") && !text.contains("[x]("), "{text}");
    let mut cells = None;
    for line in text.lines() {
        let count = line
            .starts_with('|')
            .then(|| line.replace("\\|", "").matches('|').count());
        if let (Some(before), Some(count)) = (cells, count) {
            assert_eq!(before, count, "{line}");
        }
        cells = count;
    }
}

#[test]
fn pairs_whose_classes_agree_are_a_sentence_and_others_a_matrix() {
    let text = card_terminal(&card(), 100);
    assert!(
        text.contains("train, match same: 1 row, left_colour and right_colour agree in each."),
        "{text}"
    );
    assert!(
        text.contains("train, match other: 1 row, left_colour down and right_colour across"),
        "{text}"
    );
}

#[test]
fn croissant_has_the_keys_that_its_specification_requires() {
    let document: serde_json::Value = serde_json::from_str(&croissant(&card()).unwrap()).unwrap();
    for key in [
        "@context",
        "@type",
        "conformsTo",
        "name",
        "description",
        "license",
        "url",
        "creator",
        "datePublished",
        "distribution",
        "recordSet",
    ] {
        assert!(!document[key].is_null(), "{key} is missing: {document:#}");
    }
    assert_eq!(document["@type"], "sc:Dataset");
    assert_eq!(document["conformsTo"], "http://mlcommons.org/croissant/1.0");
    assert_eq!(document["url"], "https://example.org/pairs");
    for file in document["distribution"].as_array().unwrap() {
        assert_eq!(file["@type"], "cr:FileObject");
        for key in ["@id", "name", "contentUrl", "encodingFormat", "sha256"] {
            assert!(file[key].is_string(), "{key}: {file}");
        }
    }
    let sets = document["recordSet"].as_array().unwrap();
    let names: Vec<_> = sets
        .iter()
        .map(|set| set["@id"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "_classes/match",
            "_classes/left_colour",
            "_classes/right_colour",
            "train",
            "val"
        ]
    );
    for field in sets.iter().flat_map(|set| set["field"].as_array().unwrap()) {
        for key in ["@id", "name", "dataType"] {
            assert!(field[key].is_string(), "{key}: {field}");
        }
    }
}

#[test]
fn croissant_fields_name_a_source_where_a_table_has_it_and_else_say_where_it_is() {
    let document: serde_json::Value = serde_json::from_str(&croissant(&card()).unwrap()).unwrap();
    let field = |part: usize, column: usize| &document["recordSet"][3 + part]["field"][column];
    assert_eq!(field(0, 1)["source"]["fileObject"]["@id"], "train.parquet");
    assert_eq!(field(0, 1)["source"]["extract"]["column"], "look");
    assert_eq!(
        (&field(0, 1)["dataType"], &field(0, 1)["repeated"]),
        (&"sc:Float".into(), &true.into())
    );
    assert_eq!(
        field(0, 2)["references"]["field"]["@id"],
        "_classes/match/id"
    );
    assert!(field(1, 2)["source"].is_null());
    assert_eq!(field(1, 2)["dataType"], "sc:Text");
    assert_eq!(
        field(1, 2)["references"]["field"]["@id"],
        "_classes/match/name"
    );
    assert_eq!(field(1, 0)["description"], "id, at column 0 in val.csv");
}

#[test]
fn the_same_card_gives_the_same_bytes() {
    let render = || super::render_card(&card()).unwrap();
    assert_eq!(render(), render());
    let json: serde_json::Value = serde_json::from_str(&card_json(&card()).unwrap()).unwrap();
    assert_eq!(json["left_out"], 1);
    assert_eq!(json["overlaps"][0]["sharing"], "id");
}

#[test]
fn numbers_have_four_significant_digits() {
    let cases = [
        (0.0, "0"),
        (5.0, "5"),
        (-2.5, "-2.5"),
        (1234.56, "1235"),
        (0.012_345, "0.01235"),
        (0.000_012_3, "1.230e-5"),
        (9_999_999.0, "9999999"),
        (1e9, "1.000e9"),
        (99.994, "99.99"),
    ];
    for (number, text) in cases {
        assert_eq!(short(number), text);
    }
}
