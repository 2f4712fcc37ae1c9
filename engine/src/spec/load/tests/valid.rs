use serde_json::{Value, json};

use super::{SMALL, WHOLE, loaded};
use crate::spec::{Name, experiment_schema, to_yaml};

#[test]
fn a_whole_spec_loads_with_every_value() {
    let loaded = loaded(WHOLE).unwrap();
    assert_eq!(loaded.spec.name, Name::from("demo"));
    assert_eq!(loaded.spec.seeds.values(), [0, 1, 2]);
    assert_eq!(loaded.document["datasets"]["pairs"]["root"], "data");
    assert_eq!(
        loaded.document["datasets"]["pairs"]["columns"]["origin"]["pattern"],
        r"^(.*)_\d+$"
    );
    let columns: Vec<_> = loaded.spec.datasets["pairs"]
        .columns
        .keys()
        .map(Name::as_str)
        .collect();
    assert_eq!(
        columns,
        ["left", "right", "match", "left_colour", "id", "origin"]
    );
}

#[test]
fn the_schema_accepts_what_the_types_write() {
    let written = serde_json::to_value(loaded(WHOLE).unwrap().spec).unwrap();
    assert!(jsonschema::is_valid(&experiment_schema(), &written));
    assert_eq!(
        loaded(&to_yaml(&written)).unwrap().spec,
        loaded(WHOLE).unwrap().spec
    );
}

#[test]
fn a_document_survives_being_written_and_read() {
    let odd = json!({"a": ["yes", "no", "on", "~", "null", "1_000", "0x10", "007", "1e3", "", " x ", "a: b", "# c", "\t", "é\n\nz\n",
        "*a", "!t", "---", "2020-01-01", "12:30", "=", "<<", ".inf", "true", true, null, 1, 1.0, -0.5, 1e-30, 18_446_744_073_709_551_615_u64]});
    let text = format!(
        "{SMALL}    params: {}",
        to_yaml(&odd).replace('\n', "\n      ")
    );
    let text = text
        .replace(
            "  chance: {type: reference/chance}\n",
            "  chance:\n    type: reference/chance\n",
        )
        .replace("params: ", "params:\n      ");
    assert_eq!(
        loaded(&text)
            .map(|loaded| loaded.document["models"]["chance"]["params"].clone())
            .map_err(|found| found.render(false, 100)),
        Ok(odd)
    );
}

#[test]
fn booleans_are_those_of_yaml_1_2() {
    let text = format!(
        "{SMALL}  net: {{type: a/b, params: {{v: [yes, no, on, off, y, TRUE, False, 0o17, 017, 1_000, 0x1F]}}}}\n"
    );
    assert_eq!(
        loaded(&text).unwrap().document["models"]["net"]["params"]["v"],
        json!([
            "yes", "no", "on", "off", "y", true, false, 15, "017", "1_000", 31
        ])
    );
}

#[test]
fn anchors_and_merge_keys_are_applied_and_keep_their_places() {
    let text = SMALL.replace(
        "  chance: {type: reference/chance}\n",
        "  one: &one {type: demo/net, params: {rate: 1}}\n  two:\n    <<: *one\n    title: Two\n",
    );
    let loaded = loaded(&text).unwrap();
    assert_eq!(
        loaded.document["models"]["two"],
        json!({"title": "Two", "type": "demo/net", "params": {"rate": 1}})
    );
    let place = loaded.source.place("/models/two/params/rate").unwrap();
    assert_eq!(&text[place.start..place.end], "1");
    assert_eq!(place.line, 10);
}

#[test]
fn places_point_at_values_and_keys() {
    let loaded = loaded(WHOLE).unwrap();
    let shown =
        |place: Option<crate::diagnostic::Place>| place.map(|place| &WHOLE[place.start..place.end]);
    let value = |pointer: &str| shown(loaded.source.place(pointer)).unwrap();
    let key = |pointer: &str| shown(loaded.source.key_place(pointer)).unwrap();
    assert_eq!(value("/tasks/pairing/target"), "match");
    assert_eq!(key("/tasks/pairing/target"), "target");
    assert_eq!(value("/tasks/pairing"), "pairing");
    assert_eq!(value("/tasks/pairing/views"), "[left, right]");
    assert_eq!(value("/tasks/pairing/views/1"), "right");
    assert_eq!(
        value("/tasks/pairing/metrics/1"),
        "{name: colour_accuracy, metric: accuracy, target: left_colour}"
    );
    assert_eq!(value("/datasets/pairs/parts/train"), "train");
    assert_eq!(
        value("/datasets/pairs/parts/train/0/columns"),
        "{left: default}"
    );
    assert_eq!(value("/datasets/pairs/root"), "${env:DEMO_DIR:-data}");
    assert_eq!(value("/execution/threads/x"), "{jobs: 2}");
    assert_eq!(key("/execution/threads"), "{jobs: 2}");
    assert_eq!(value("/tasks/nothing/at/all"), "tasks");
}

#[test]
fn the_folder_is_where_the_spec_lies() {
    let folder = super::folder(&[("deep/spec.yaml", SMALL.as_bytes())]);
    let file = folder.path().join("deep/spec.yaml");
    assert_eq!(
        super::loaded_at(&file, &[]).unwrap().folder,
        folder.path().join("deep")
    );
}

#[test]
fn a_byte_order_mark_and_crlf_are_no_harm() {
    let text = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    assert_eq!(
        loaded(&text).map(|loaded| loaded.document).ok(),
        loaded(WHOLE).map(|loaded| loaded.document).ok()
    );
    assert_ne!(loaded(&text).unwrap().document, Value::Null);
}
