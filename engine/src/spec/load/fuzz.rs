//! Any bytes as a spec.
#![expect(clippy::unwrap_used, reason = "a broken rule ends in a panic")]

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::{LoadedSpec, load_in, pointer};
use crate::diagnostic::{Diagnostics, Place, SourceTexts};
use crate::spec::to_yaml;

/// A spec that others may extend.
const BASE: &str = "version: 1
name: base
datasets:
  pairs: {type: demo/pairs}
splits:
  official: {type: parts, train: train, test: test}
tasks:
  pairing: {type: classification, split: official, views: [left], target: match, metrics: [accuracy]}
models:
  chance: {type: reference/chance}
";

/// A comment that begins so is an override.
const OVERRIDE: &str = "#set ";

/// Longer texts are not read again: what aliases repeat may not fit a spec that is written out.
const LONGEST: usize = 256 << 10;

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().unwrap();
}

/// Loads bytes as a spec beside a `base.yaml`, with an override for each line `#set PATH=VALUE`.
///
/// Errors have places inside a text, and can be shown. Every value of a spec that loads has a place, and the spec is the
/// same after it was written and loaded again.
///
/// # Panics
/// Where that does not hold.
pub fn spec(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let overrides = text.lines().filter_map(|line| line.strip_prefix(OVERRIDE));
    let overrides: Vec<String> = overrides.map(str::to_owned).collect();
    match load(bytes, &overrides) {
        Err(found) => {
            assert!(!found.is_empty());
            for one in &found {
                assert!(!one.message.is_empty());
                if let Some(place) = &one.place {
                    check(place, found.texts());
                }
            }
            let shown = found.render(false, 80);
            assert!(shown.matches("error[E").count() >= found.len());
            assert!(found.to_json().is_array());
        }
        Ok(loaded) => {
            places(&loaded, &loaded.document, "");
            again(&loaded, &loaded.document);
            again(&loaded, &serde_json::to_value(&loaded.spec).unwrap());
        }
    }
}

fn load(bytes: &[u8], overrides: &[String]) -> Result<LoadedSpec, Diagnostics> {
    FOLDER.with(|folder| {
        let (base, spec) = (
            folder.path().join("base.yaml"),
            folder.path().join("spec.yaml"),
        );
        if !base.exists() {
            fs::write(&base, BASE).unwrap();
        }
        fs::write(&spec, bytes).unwrap();
        load_in(&spec, overrides, &|name| match name {
            "SEEDS" => Some("7".to_owned()),
            "WORDS" => Some("two words".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        })
    })
}

fn check(place: &Place, texts: &SourceTexts) {
    let text = texts.of(&place.file).unwrap();
    assert!(text.get(place.start..place.end).is_some(), "{place:?}");
    let line = text.split('\n').nth(place.line - 1);
    let fits = line.is_some_and(|line| place.column <= line.chars().count() + 1);
    assert!(fits, "{place:?}");
}

fn places(loaded: &LoadedSpec, value: &Value, at: &str) {
    let source = &loaded.source;
    check(&source.place(at).unwrap(), source.texts());
    check(&source.key_place(at).unwrap(), source.texts());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(loaded, item, &pointer::join(at, index.to_string()));
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                places(loaded, value, &pointer::join(at, key));
            }
        }
        _ => {}
    }
}

/// The spec is that of its document, written and loaded again.
fn again(loaded: &LoadedSpec, document: &Value) {
    let text = to_yaml(document);
    if text.len() > LONGEST {
        return;
    }
    match load(text.as_bytes(), &[]) {
        Ok(again) => {
            assert_eq!(again.spec, loaded.spec, "{text}");
            assert_eq!(again.document, *document, "{text}");
        }
        Err(found) => panic!("{}\n{text}", found.render(false, 100)),
    }
}
