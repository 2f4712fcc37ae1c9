//! Rules of loading, shown by what a user sees.

mod codes;
mod extended;
mod interpolated;
mod malformed;
mod mutated;
mod overridden;
mod parameters;
mod shape;
mod valid;

use std::path::Path;

use tempfile::TempDir;

use super::{LoadedSpec, load_in};
use crate::diagnostic::Diagnostics;

/// A spec that uses most of the language.
const WHOLE: &str = r"version: 1
name: demo
title: A demonstration
seeds: 3
datasets:
  pairs:
    type: files
    root: ${env:DEMO_DIR:-data}
    columns:
      left: {role: view}
      right: {role: view, width: 128}
      match: {role: target, classes: [mismatched, matched]}
      left_colour: {role: target, classes: [red, green]}
      id: {role: id}
      origin: {role: group, from: id, pattern: '^(.*)_\d+$'}
    parts:
      train:
        - {file: left.h5, columns: {left: default}}
        - {file: right.h5, columns: {right: data}}
        - {file: labels.csv, columns: {id: 1, match: 2, left_colour: {at: 5, names_at: 3, names: [Red, Green]}}}
splits:
  official: {type: parts, train: train, validation: train, test: [train]}
features:
  left: {type: standardise, view: left}
tasks:
  pairing:
    type: classification
    split: official
    views: [left, right]
    target: match
    auxiliary: {left: left_colour}
    metrics: [accuracy, {name: colour_accuracy, metric: accuracy, target: left_colour}]
models:
  chance: {type: reference/chance}
  net: {type: demo/net, params: {learning_rate: {grid: [0.1, 0.01]}}}
tables:
  pairing:
    caption: Pairing
    where: {task: pairing}
    rows: [model]
    columns: [metric]
    cell: {show: mean-std, percent: true, decimals: 2}
execution: {jobs: 2}
";

/// The shortest spec.
const SMALL: &str = "version: 1
name: small
datasets:
  pairs: {type: demo/pairs}
splits:
  official: {type: parts, train: train, test: test}
tasks:
  pairing: {type: classification, split: official, views: [left], target: match, metrics: [accuracy]}
models:
  chance: {type: reference/chance}
";

/// A folder with files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    folder
}

/// Loads a spec in an environment where `SEEDS` is 7, `WORDS` is `two words` and `EMPTY` is empty.
fn loaded_at(file: &Path, overrides: &[&str]) -> Result<LoadedSpec, Diagnostics> {
    let overrides: Vec<_> = overrides.iter().map(ToString::to_string).collect();
    load_in(file, &overrides, &|name| match name {
        "SEEDS" => Some("7".to_owned()),
        "WORDS" => Some("two words".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    })
}

fn loaded(text: &str) -> Result<LoadedSpec, Diagnostics> {
    let folder = folder(&[("spec.yaml", text.as_bytes())]);
    loaded_at(&folder.path().join("spec.yaml"), &[])
}

/// What a user sees of the errors of `spec.yaml` among these files, with the folder's name left out.
fn shown_of(files: &[(&str, &[u8])], overrides: &[&str]) -> String {
    let folder = folder(files);
    let path = format!("{}/", folder.path().display());
    match loaded_at(&folder.path().join("spec.yaml"), overrides) {
        Ok(_) => "nothing is wrong".to_owned(),
        Err(found) => found.render(false, 100).replace(&path, ""),
    }
}

fn shown(text: &str) -> String {
    shown_of(&[("spec.yaml", text.as_bytes())], &[])
}

/// What is shown when a piece of [`WHOLE`] is replaced.
fn with(piece: &str, replacement: &str) -> String {
    assert_eq!(WHOLE.matches(piece).count(), 1, "{piece}");
    shown(&WHOLE.replace(piece, replacement))
}
