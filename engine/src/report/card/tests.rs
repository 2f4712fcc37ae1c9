use super::sections::short;
use super::{card_json, card_markdown, card_terminal, croissant};
use crate::card::examples::card;

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
    let classes = [
        "_classes/match",
        "_classes/left_colour",
        "_classes/right_colour",
    ];
    assert_eq!(names[..3], classes);
    assert_eq!(names[3..], ["train", "val/val.csv", "val/left.h5", "val"]);
    for field in sets.iter().flat_map(|set| set["field"].as_array().unwrap()) {
        for key in ["@id", "name", "dataType"] {
            assert!(field[key].is_string(), "{key}: {field}");
        }
    }
}

#[test]
fn croissant_fields_say_where_their_column_lies() {
    let document: serde_json::Value = serde_json::from_str(&croissant(&card()).unwrap()).unwrap();
    let sets = document["recordSet"].as_array().unwrap();
    let field = |id: &str| {
        let mut fields = sets.iter().flat_map(|set| set["field"].as_array().unwrap());
        let found = fields.find(|field| field["@id"] == id);
        found.unwrap_or_else(|| panic!("there is no {id}: {document:#}"))
    };
    let left = field("train/left");
    assert_eq!(left["source"]["fileObject"]["@id"], "train.parquet");
    assert_eq!(left["source"]["extract"]["column"], "look");
    assert_eq!(
        (&left["dataType"], &left["repeated"]),
        (&"sc:Float".into(), &true.into())
    );
    assert_eq!(
        field("train/match")["references"]["field"]["@id"],
        "_classes/match/id"
    );
    assert_eq!(
        field("train/origin")["source"]["transform"]["regex"],
        "^(.)"
    );

    // The part `val` lies in two files, and one column in none.
    let by_name = field("val/val.csv/match");
    assert_eq!(by_name["dataType"], "sc:Text");
    assert_eq!(by_name["references"]["field"]["@id"], "_classes/match/name");
    assert_eq!(
        by_name["description"],
        "target of 2 classes, at column 1 in val.csv"
    );
    assert_eq!(
        field("val/left.h5/left")["source"]["extract"]["column"],
        "data"
    );
    assert!(field("val/length")["source"].is_null());
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
