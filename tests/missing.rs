//! Files that are not there: errors that say where to get them, or, when asked to, left out and said.

use std::fs;

use crate::sandbox::Sandbox;

/// The study with a second task that needs one view alone, and a table of both tasks.
fn study() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "models:\n",
        "  alone: {type: classification, split: official, views: [left], target: match, metrics: [accuracy]}\nmodels:\n",
    );
    sandbox.edit(
        "study.yaml",
        "rows: [model], columns: [metric]}",
        "where: {task: pairing}}\n  both: {where: {task: [pairing, alone], metric: accuracy}, columns: [task]}",
    );
    sandbox.edit(
        "study.yaml",
        "    root: data\n",
        "    root: data\n    obtain: https://example.org/pairs\n",
    );
    sandbox
}

fn remove(sandbox: &Sandbox, file: &str) {
    fs::remove_file(sandbox.path().join(file)).unwrap();
}

#[test]
fn every_missing_file_is_told_at_once_with_where_to_get_it() {
    let sandbox = study();
    remove(&sandbox, "data/left_val.h5");
    remove(&sandbox, "data/labels_train.csv");
    let ran = sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "the file `left_val.h5` does not exist: part `val` of dataset `pairs`",
        "the file `labels_train.csv` does not exist: part `train` of dataset `pairs` has its `id`, `match`, `colour` there",
        "data/left_val.h5; get it from https://example.org/pairs; `--skip-missing`",
    ]);
    assert_eq!(ran.err.matches("error[E050]").count(), 2, "{}", ran.err);
}

#[test]
fn a_sentence_about_where_data_come_from_is_said_as_it_is() {
    let sandbox = study();
    sandbox.edit(
        "study.yaml",
        "obtain: https://example.org/pairs",
        "obtain: ask the authors",
    );
    sandbox.edit("study.yaml", "root: data", "root: elsewhere");
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "the folder of dataset `pairs` does not exist",
        "; ask the authors;",
    ]);
}

#[test]
fn a_part_keeps_the_columns_whose_files_are_there() {
    let sandbox = study();
    remove(&sandbox, "data/right_val.npy");
    sandbox.run(&["run", "study.yaml"]).ended(2);
    let ran = sandbox
        .run(&["run", "study.yaml", "--skip-missing"])
        .ended(0)
        .says(&[
            "warning[E050]: the file `right_val.npy` does not exist",
            "task `pairing` is not asked on dataset `pairs` with split `official`: column `right` of part `val` is not there",
            "table `main` is left out",
            "table `both` goes without the task `pairing`",
            "4 trials",
        ]);
    assert!(
        !ran.err.contains("`--skip-missing` leaves out"),
        "{}",
        ran.err
    );
    let note = "Left out, because data files are missing: pairs (task pairing, split official).";
    for format in ["txt", "md", "tex", "json"] {
        let table = sandbox.read(&format!("results/study/both.{format}"));
        assert!(table.contains(note), "{table}");
    }
    assert!(!sandbox.path().join("results/study/main.txt").exists());
    assert!(!sandbox.read("results/study/scores.csv").contains("pairing"));
    let provenance = sandbox.read("results/study/provenance.json");
    assert!(
        provenance.contains("column `right` of part `val`"),
        "{provenance}"
    );
    sandbox
        .run(&["plan", "study.yaml", "--skip-missing"])
        .ended(0)
        .says(&["4 trials: 4 hit, 0 miss"]);
}

#[test]
fn a_model_whose_tasks_are_left_out_is_named() {
    let sandbox = study();
    sandbox.edit(
        "study.yaml",
        "reference/concatenation,",
        "reference/concatenation, tasks: pairing,",
    );
    remove(&sandbox, "data/right_val.npy");
    sandbox
        .run(&["validate", "study.yaml", "--skip-missing"])
        .ended(0)
        .says(&["nothing is left for model `net`"]);
}

#[test]
fn a_dataset_without_any_file_is_left_out_and_the_others_run() {
    let sandbox = Sandbox::with_study();
    let study = sandbox.read("study.yaml");
    let (_, dataset) = study.split_once("  pairs:\n").unwrap();
    let (dataset, _) = dataset.split_once("splits:\n").unwrap();
    let other = dataset.replace("root: data", "root: elsewhere\n    title: Elsewhere");
    sandbox.edit(
        "study.yaml",
        "splits:\n",
        &format!("  other:\n{other}splits:\n"),
    );
    sandbox.edit("study.yaml", "rows: [model],", "rows: [dataset, model],");
    sandbox.run(&["run", "study.yaml"]).ended(2);
    let ran = sandbox
        .run(&["run", "study.yaml", "--skip-missing"])
        .ended(0)
        .says(&[
            "the folder of dataset `other` does not exist",
            "task `pairing` is not asked on dataset `other` with split `official`: every file is not there",
        ]);
    let note =
        "Left out, because data files are missing: Elsewhere (task pairing, split official).";
    assert!(ran.out.contains(note), "{}", ran.out);
}

#[test]
fn a_file_that_no_task_needs_leaves_out_nothing() {
    let sandbox = Sandbox::with_study();
    sandbox.edit("study.yaml", "{right: 0}", "{right: 0, spare: 0}");
    sandbox.edit(
        "study.yaml",
        "        - {file: right_train.npy, columns: {right: 0, spare: 0}}",
        "        - {file: right_train.npy, columns: {right: 0}}\n        - {file: spare.npy, columns: {spare: 0}}",
    );
    sandbox.edit(
        "study.yaml",
        "      left: {role: view}",
        "      left: {role: view}\n      spare: {role: view}",
    );
    let ran = sandbox
        .run(&["run", "study.yaml", "--skip-missing"])
        .ended(0)
        .says(&["part `train` of dataset `pairs` has its `spare` there"]);
    assert!(!ran.err.contains("E061"), "{}", ran.err);
    assert!(!ran.out.contains("Left out"), "{}", ran.out);
}

#[test]
fn where_nothing_is_left_it_is_an_error() {
    let sandbox = study();
    remove(&sandbox, "data/labels_train.csv");
    sandbox
        .run(&["run", "study.yaml", "--skip-missing"])
        .ended(2)
        .says(&[
            "nothing is left to run",
            "get the files; https://example.org/pairs",
            "E061",
        ]);
}

#[test]
fn what_is_wrong_besides_stays_an_error() {
    let sandbox = study();
    remove(&sandbox, "data/right_val.npy");
    let whole = fs::read(sandbox.path().join("data/left_val.h5")).unwrap();
    fs::write(sandbox.path().join("data/left_val.h5"), &whole[..8]).unwrap();
    sandbox
        .run(&["validate", "study.yaml", "--skip-missing"])
        .ended(2)
        .says(&["left_val.h5", "E052"]);
    let sandbox = study();
    remove(&sandbox, "data/right_val.npy");
    sandbox.edit("study.yaml", "test: val", "test: vall");
    sandbox
        .run(&["validate", "study.yaml", "--skip-missing"])
        .ended(2)
        .says(&["did you mean `val`?"]);
    let sandbox = study();
    remove(&sandbox, "data/right_val.npy");
    sandbox.edit(
        "study.yaml",
        "task: [pairing, alone]",
        "task: [pairing, alon]",
    );
    sandbox
        .run(&["validate", "study.yaml", "--skip-missing"])
        .ended(2)
        .says(&["alon", "E046"]);
}
