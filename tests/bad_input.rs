//! Every bad input ends in one clear error with its place and remedy, and exit code 2.

use std::fs;

use emospec::dataset::format::{Format, Stored};

use crate::sandbox::Sandbox;

/// A study spoilt by replacing one text, and what the command must say of it.
fn spoilt(from: &str, to: &str, says: &[&str]) {
    let sandbox = Sandbox::with_study();
    sandbox.edit("study.yaml", from, to);
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(says);
}

#[test]
fn misspelt_key_is_underlined_with_the_nearest_name() {
    spoilt(
        "epochs: 3",
        "epoch: 3",
        &["study.yaml:31:", "epoch", "did you mean `epochs`?"],
    );
    spoilt(
        "features:",
        "faetures:",
        &["study.yaml:25:1", "did you mean `features`?"],
    );
    spoilt(
        "split: official",
        "splits: official",
        &["did you mean `split`?"],
    );
    spoilt(
        "{role: view, width: 3}",
        "{role: view, widht: 3}",
        &["did you mean `width`?"],
    );
}

#[test]
fn every_error_is_told_at_once() {
    let sandbox = Sandbox::with_study();
    sandbox.edit("study.yaml", "epochs: 3", "epoch: 3");
    sandbox.edit("study.yaml", "reference/chance", "reference/chanse");
    sandbox.edit(
        "study.yaml",
        "metrics: [accuracy, auc]",
        "metrics: [acuracy, auc]",
    );
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "did you mean `epochs`?",
        "did you mean `chance`?",
        "did you mean `accuracy`?",
    ]);
}

#[test]
fn duplicate_key_is_refused() {
    spoilt(
        "seeds: 2",
        "seeds: 2\nseeds: 3",
        &["study.yaml:4:1", "seeds"],
    );
}

#[test]
fn wrong_type_is_refused() {
    spoilt("seeds: 2", "seeds: many", &["study.yaml:3:8"]);
    spoilt("epochs: 3", "epochs: three", &["study.yaml:31:", "epochs"]);
}

#[test]
fn dangling_name_is_refused() {
    spoilt(
        "split: official",
        "split: oficial",
        &["there is no split `oficial`", "did you mean `official`?"],
    );
    spoilt("target: match", "target: mach", &["did you mean `match`?"]);
    spoilt(
        "views: [left, right]",
        "views: [left, rigth]",
        &["did you mean `right`?"],
    );
    spoilt(
        "train: train, test",
        "train: trian, test",
        &["did you mean `train`?"],
    );
}

#[test]
fn missing_file_is_named_with_where_it_is_looked_for() {
    spoilt(
        "left_val.h5",
        "left_test.h5",
        &[
            "the file `left_test.h5` does not exist: part `val` of dataset `pairs` has its `left` there",
            "data/left_test.h5",
            "`--skip-missing` leaves out what needs it",
        ],
    );
    spoilt(
        "root: data",
        "root: elsewhere",
        &["the folder of dataset `pairs` does not exist"],
    );
}

#[test]
fn path_that_leaves_the_root_is_refused() {
    spoilt(
        "file: labels_val.csv",
        "file: ../../labels_val.csv",
        &["leaves the folder", "E051"],
    );
    spoilt(
        "file: labels_val.csv",
        "file: /etc/passwd",
        &["leaves the folder"],
    );

    let sandbox = Sandbox::with_study();
    sandbox.write("outside.csv", "a,0,0\n");
    fs::remove_file(sandbox.path().join("data/labels_val.csv")).unwrap();
    let link = sandbox.path().join("data/labels_val.csv");
    std::os::unix::fs::symlink(sandbox.path().join("outside.csv"), link).unwrap();
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["leaves the folder"]);
}

#[test]
fn truncated_hdf5_is_refused() {
    let sandbox = Sandbox::with_study();
    let path = sandbox.path().join("data/left_val.h5");
    let whole = fs::read(&path).unwrap();
    for length in [0, 8, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        sandbox
            .run(&["validate", "study.yaml"])
            .ended(2)
            .says(&["left_val.h5", "study.yaml:20:"]);
    }
}

#[test]
fn wrong_dataset_key_lists_what_there_is() {
    spoilt("{left: data}", "{left: date}", &["date", "`data`"]);
}

#[test]
fn rows_that_differ_between_features_and_labels_are_refused() {
    let sandbox = Sandbox::with_study();
    let labels = sandbox.read("data/labels_val.csv");
    let shorter: Vec<_> = labels.lines().skip(1).collect();
    sandbox.write("data/labels_val.csv", shorter.join("\n"));
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["has 11 rows, and column `left` has 12", "E053"]);
}

#[test]
fn ragged_csv_is_refused_with_its_line() {
    let sandbox = Sandbox::with_study();
    sandbox.edit("data/labels_val.csv", "val3,1", "val3");
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["labels_val.csv", "4"]);
}

#[test]
fn nan_and_infinity_in_a_view_are_refused_with_their_place() {
    for bad in [f32::NAN, f32::INFINITY] {
        let sandbox = Sandbox::with_study();
        let mut data = vec![0.5; 36];
        data[7] = bad;
        let matrix = Stored::Matrix {
            rows: 12,
            width: 3,
            data,
        };
        sandbox.store("data/right_val.npy", Format::Npy, &[(0.into(), matrix)]);
        sandbox
            .run(&["validate", "study.yaml"])
            .ended(2)
            .says(&["not finite at row 2, column 1", "E055"]);
    }
}

#[test]
fn width_that_differs_is_refused() {
    let sandbox = Sandbox::with_study();
    let matrix = Stored::Matrix {
        rows: 12,
        width: 4,
        data: vec![0.5; 48],
    };
    sandbox.store("data/right_val.npy", Format::Npy, &[(0.into(), matrix)]);
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["has width 4 in part `val`"]);
}

#[test]
fn label_outside_its_classes_is_refused_with_its_row() {
    let sandbox = Sandbox::with_study();
    sandbox.edit("data/labels_val.csv", "val3,1", "val3,7");
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["`match` in row 3 is `7`", "ids 0 to 1"]);
}

#[test]
fn empty_part_is_refused() {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "        - {file: left_val.h5, columns: {left: data}}\n",
        "",
    );
    sandbox.edit(
        "study.yaml",
        "        - {file: right_val.npy, columns: {right: 0}}\n",
        "",
    );
    sandbox.edit(
        "study.yaml",
        "        - {file: labels_val.csv, columns: {id: 0, match: 1, colour: 2}}\n",
        "        - {file: left_val.h5, columns: {left: data}}\n        - {file: right_val.npy, columns: {right: 0}}\n",
    );
    let empty = Stored::Matrix {
        rows: 0,
        width: 5,
        data: Vec::new(),
    };
    sandbox.store("data/left_val.h5", Format::Hdf5, &[("data".into(), empty)]);
    let empty = Stored::Matrix {
        rows: 0,
        width: 3,
        data: Vec::new(),
    };
    sandbox.store("data/right_val.npy", Format::Npy, &[(0.into(), empty)]);
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["part `val`", "has no rows"]);
}

#[test]
fn unknown_plugin_and_model_are_refused_with_the_nearest() {
    spoilt(
        "reference/chance",
        "referense/chance",
        &["no plugin `referense`", "did you mean `reference`?"],
    );
    spoilt(
        "reference/chance",
        "reference/chanse",
        &["did you mean `chance`?"],
    );
    spoilt("reference/chance", "chance", &["names no plugin"]);
}

#[test]
fn metric_of_another_task_is_refused() {
    spoilt(
        "metrics: [accuracy, auc]",
        "metrics: [map]",
        &["`map` is a metric of retrieval"],
    );
}

#[test]
fn table_that_selects_nothing_is_refused_before_the_run() {
    spoilt(
        "rows: [model], columns",
        "where: {model: nett}, rows: [model], columns",
        &["nett", "E046"],
    );
}

#[test]
fn spec_that_is_too_large_or_an_alias_bomb_is_refused_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("large.yaml", vec![b' '; 100 << 20]);
    sandbox
        .run(&["validate", "large.yaml"])
        .ended(2)
        .says(&["large.yaml", "E002"]);

    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    let levels = (1..12).map(|level| {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        format!("a{level}: &a{level} [{aliases}]\n")
    });
    bomb.extend(levels);
    sandbox.write("bomb.yaml", bomb);
    sandbox
        .run(&["validate", "bomb.yaml"])
        .ended(2)
        .says(&["bomb.yaml", "E006"]);
}

#[test]
fn malformed_and_absent_specs_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.yaml", "version: [1\n");
    sandbox
        .run(&["validate", "bad.yaml"])
        .ended(2)
        .says(&["bad.yaml:"]);
    sandbox.write("latin.yaml", [b'n', b':', b' ', 0xe9]);
    sandbox
        .run(&["validate", "latin.yaml"])
        .ended(2)
        .says(&["E003"]);
    sandbox
        .run(&["validate", "absent.yaml"])
        .ended(2)
        .says(&["absent.yaml", "E001"]);
    sandbox.run(&["validate", "."]).ended(2).says(&["E001"]);
}

#[test]
fn unknown_override_is_refused() {
    let sandbox = Sandbox::with_study();
    sandbox
        .run(&[
            "validate",
            "study.yaml",
            "--set",
            "models.net.params.epoch=1",
        ])
        .ended(2)
        .says(&["epoch"]);
    sandbox
        .run(&[
            "validate",
            "study.yaml",
            "--set",
            "modls.net.params.epochs=1",
        ])
        .ended(2)
        .says(&["modls", "models"]);
    sandbox
        .run(&[
            "validate",
            "study.yaml",
            "--set",
            "models.net.params.epochs=1",
        ])
        .ended(0);
}

#[test]
fn unusable_cache_is_one_error_with_its_remedy() {
    let sandbox = Sandbox::with_study();
    sandbox.write("file", "");
    let output = sandbox
        .command(&["run", "study.yaml"])
        .env("EMOSPEC_CACHE_DIR", sandbox.path().join("file"))
        .output()
        .unwrap();
    crate::sandbox::ran(&output)
        .ended(2)
        .says(&["failed to use the cache", "EMOSPEC_CACHE_DIR"]);
}

#[test]
fn results_folder_that_cannot_be_written_is_told_before_the_first_trial() {
    let sandbox = Sandbox::with_study();
    sandbox.write("file", "");
    let ran = sandbox
        .run(&["run", "study.yaml", "--out", "file"])
        .ended(2);
    let ran = ran.says(&["failed to write results to file", "--out"]);
    assert!(!ran.err.contains("to run"), "{}", ran.err);
}
