//! The description that reads files also writes them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use emospec::dataset::format::{Format, Stored};

use crate::sandbox::{Sandbox, emomv_folder, ran, repository};

#[test]
fn synthetic_data_are_exported_in_the_released_layout_and_read_back() {
    let sandbox = Sandbox::new();
    let specs = repository().join("specs");
    let quickstart = specs.join("quickstart.yaml");
    let layout = format!("{}:emomv-c", specs.join("emomv-c.yaml").display());
    let folder = "twin/DS3_EmoMV_C";
    sandbox
        .run(&[
            "data",
            "export",
            quickstart.to_str().unwrap(),
            "synthetic",
            "--as",
            &layout,
            folder,
        ])
        .ended(0);
    let labels = sandbox.read("twin/DS3_EmoMV_C/annotation/DS3_TRAIN_MATCH_MISMATCH_labels.csv");
    assert_eq!(labels.lines().count(), 360);
    assert!(labels.starts_with("Dataset3/DS3_train_match/,"), "{labels}");
    assert!(labels.contains(",1,Exciting,Exciting,0,0\n"), "{labels}");

    let output = sandbox
        .command(&["validate", specs.join("emomv-c.yaml").to_str().unwrap()])
        // The files of the twin are not those of the authors.
        .args(["--set", "datasets.emomv-c.verify=false"])
        .env("EMOSPEC_EMOMV_DIR", sandbox.path().join("twin"))
        .output()
        .unwrap();
    crate::sandbox::ran(&output).ended(0);
}

#[test]
fn released_files_are_written_back_byte_for_byte() {
    let Some(folder) = emomv_folder() else { return };
    let sandbox = Sandbox::new();
    let spec = repository().join("specs/emomv-c.yaml");
    let layout = format!("{}:emomv-c", spec.display());
    let output = sandbox
        .command(&[
            "data",
            "export",
            spec.to_str().unwrap(),
            "emomv-c",
            "--as",
            &layout,
            "copy",
        ])
        .env("EMOSPEC_EMOMV_DIR", &folder)
        .output()
        .unwrap();
    crate::sandbox::ran(&output).ended(0);
    for file in [
        "annotation/DS3_TRAIN_MATCH_MISMATCH_labels.csv",
        "annotation/DS3_VAL_MATCH_MISMATCH_labels.csv",
        "for_retrieval/DS3_VAL_labels_for_retrieval.csv",
    ] {
        let released = fs::read(folder.join("DS3_EmoMV_C").join(file)).unwrap();
        assert_eq!(
            fs::read(sandbox.path().join("copy").join(file)).unwrap(),
            released,
            "{file}"
        );
    }
}

#[test]
fn every_format_reads_back_by_the_description_beside_it() {
    let sandbox = Sandbox::with_study();
    let parts = |arguments: &[&str]| {
        let card = sandbox.run(arguments).ended(0).out;
        let card: serde_json::Value = serde_json::from_str(&card).unwrap();
        (card["columns"].clone(), card["parts"].clone())
    };
    let given = parts(&["data", "describe", "study.yaml", "pairs", "--json"]);
    for format in ["npz", "parquet", "csv", "hdf5"] {
        let export = [
            "data",
            "export",
            "study.yaml",
            "pairs",
            format,
            "--format",
            format,
        ];
        sandbox.run(&export).ended(0);
        let spec = format!("{format}/dataset.yaml");
        assert_eq!(
            parts(&["data", "describe", &spec, "pairs", "--json"]),
            given,
            "{format}"
        );
        let classes: serde_json::Value =
            serde_json::from_str(&sandbox.read(&format!("{format}/classes.json"))).unwrap();
        assert_eq!(classes["colour"], serde_json::json!(["red", "green"]));
        let written = sandbox.results(format);
        sandbox.run(&export).ended(0);
        assert_eq!(sandbox.results(format), written, "{format}");
    }
    let table = sandbox.read("csv/train.csv");
    assert!(
        table.starts_with("id,match,match_class,colour,colour_class\ntrain0,0,other,"),
        "{table}"
    );
}

/// A layout whose classes stand in another order.
const LAYOUT: &str = "version: 1
name: layout
datasets:
  reversed:
    type: files
    columns:
      right: {role: view}
      colour: {role: target, classes: [green, red]}
    parts:
      val:
        - {file: right.npy, columns: {right: 0}}
        - {file: colours.csv, columns: {colour: {at: 0, names_at: 1, names: [GREEN, RED]}}}
";

#[test]
fn a_layout_finds_classes_by_their_names_and_says_what_it_cannot_hold() {
    let sandbox = Sandbox::with_study();
    sandbox.write("layout.yaml", LAYOUT);
    let export = [
        "data",
        "export",
        "study.yaml",
        "pairs",
        "copy",
        "--as",
        "layout.yaml:reversed",
    ];
    sandbox.run(&export).ended(0);
    let colours = sandbox.read("copy/colours.csv");
    let lines: Vec<_> = colours.lines().take(4).collect();
    assert_eq!(lines, ["1,RED", "1,RED", "0,GREEN", "0,GREEN"]);

    sandbox.write(
        "layout.yaml",
        LAYOUT.replace("[green, red]", "[green, blue]"),
    );
    sandbox
        .run(&export)
        .ended(2)
        .says(&["column `colour` has no class `red`", "green, blue"]);
    sandbox.write(
        "layout.yaml",
        LAYOUT.replace("right: {role: view}", "right: {role: view, width: 4}"),
    );
    sandbox
        .run(&export)
        .ended(2)
        .says(&["view `right` has width 3, and the layout says 4"]);
}

/// A Python with h5py; none, and a line that says so, where there is none to be had.
fn python_with_h5py() -> Option<PathBuf> {
    let has_h5py = |python: &Path| {
        let output = Command::new(python).args(["-c", "import h5py"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("h5py");
    let own = folder.join("bin/python");
    if let Some(python) = [PathBuf::from("python3"), own.clone()]
        .into_iter()
        .find(|one| has_h5py(one))
    {
        return Some(python);
    }
    let _ = Command::new("python3")
        .args(["-m", "venv"])
        .arg(&folder)
        .output();
    let _ = Command::new(&own)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "h5py",
        ])
        .output();
    if has_h5py(&own) {
        return Some(own);
    }
    println!("skipped: there is no python3 with h5py, and none can be installed");
    None
}

/// Segments, each part with its own: the first column of a view is the segment's number, for sound plus 1000.
fn segments(sandbox: &Sandbox) {
    for (part, first) in [("train", 0), ("val", 60), ("test", 90)] {
        let rows = if part == "train" { 60 } else { 30 };
        let numbers = first..first + rows;
        let matrix = |width: usize, shift: usize| Stored::Matrix {
            rows,
            width,
            data: numbers
                .clone()
                .flat_map(|number| (0..width).map(move |at| (number + shift + at) as f32))
                .collect(),
        };
        sandbox.store(
            &format!("data/video_{part}.npy"),
            Format::Npy,
            &[(0.into(), matrix(4, 0))],
        );
        sandbox.store(
            &format!("data/music_{part}.npy"),
            Format::Npy,
            &[(0.into(), matrix(3, 1000))],
        );
        let lines: Vec<String> = numbers
            .map(|number| format!("{number},{}\n", number % 5))
            .collect();
        sandbox.write(&format!("data/{part}.csv"), lines.concat());
    }
    sandbox.write("made.yaml", MADE);
}

const MADE: &str = "version: 1
name: made
datasets:
  segments:
    type: files
    root: data
    columns:
      segment: {role: id}
      video: {role: view}
      music: {role: view}
      # In another order than that of the released files.
      emotion: {role: target, classes: [relax, sad, tense, fear, exciting]}
    parts:
      train: [{file: video_train.npy, columns: {video: 0}}, {file: music_train.npy, columns: {music: 0}},
              {file: train.csv, columns: {segment: 0, emotion: 1}}]
      val: [{file: video_val.npy, columns: {video: 0}}, {file: music_val.npy, columns: {music: 0}},
            {file: val.csv, columns: {segment: 0, emotion: 1}}]
      test: [{file: video_test.npy, columns: {video: 0}}, {file: music_test.npy, columns: {music: 0}},
             {file: test.csv, columns: {segment: 0, emotion: 1}}]
  pairs:
    type: pairs
    from: {train: segments/train, val: segments/val, test: segments/test, gallery: segments/test}
    pairs:
      type: swap
      by: emotion
      forbid: [[fear, tense], [sad, relax]]
      one_to_one: gallery
      sides:
        video: {video: video, video_emotion: emotion}
        music: {music: music, music_emotion: emotion}
";

#[test]
fn made_pairs_in_the_released_layout_are_read_as_the_authors_read_theirs() {
    let Some(python) = python_with_h5py() else {
        return;
    };
    let sandbox = Sandbox::new();
    segments(&sandbox);
    let layout = repository().join("specs/layouts/emomv.yaml");
    let layout = format!("{}:emomv-d", layout.display());
    let folder = "EmoMV/DS4_EmoMV_D";
    sandbox
        .run(&[
            "data",
            "export",
            "made.yaml",
            "pairs",
            folder,
            "--as",
            &layout,
        ])
        .ended(0);
    let output = Command::new(python)
        .arg(repository().join("tests/emomv_reader.py"))
        .arg(sandbox.path().join(folder))
        .output()
        .unwrap();
    let told = ran(&output).ended(0).out;
    assert_eq!(told, "TRAIN 60\nVAL 30\nTEST 30\ngallery 30\n");

    // And so does the engine, by the layout itself.
    let file = repository().join("specs/layouts/emomv.yaml");
    let mut command = sandbox.command(&["data", "describe", file.to_str().unwrap(), "--json"]);
    let output = command
        .env("EMOSPEC_EMOMV_DIR", sandbox.path().join("EmoMV"))
        .output();
    let card: serde_json::Value =
        serde_json::from_str(&ran(&output.unwrap()).ended(0).out).unwrap();
    let made = sandbox
        .run(&["data", "describe", "made.yaml", "pairs", "--json"])
        .ended(0)
        .out;
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    for part in ["train", "val", "test", "gallery"] {
        for column in ["id", "match", "video", "music"] {
            let digest = |card: &serde_json::Value| card["parts"][part]["columns"][column].clone();
            assert_eq!(digest(&card), digest(&made), "{part} {column}");
        }
    }
}
