//! Folds, tuning and datasets assembled of parts of others.

use emospec::report::read_scores;

use crate::sandbox::Sandbox;

const NESTED: &str = "{type: folds, parts: [train, val], folds: 3, inner: 2, group: id, stratify: match, validation: 0.3}";

/// The study with nested folds; `net` is tuned.
fn nested() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "{type: parts, train: train, test: val}",
        NESTED,
    );
    sandbox.edit(
        "study.yaml",
        "params: {epochs: 3, learning_rate: 0.01}",
        "tune: true, params: {epochs: 3, learning_rate: {grid: [0.01, 0.1]}}",
    );
    sandbox
}

#[test]
fn a_tuned_model_is_one_row_chosen_fold_by_fold() {
    let sandbox = nested();
    // Outside 3 folds x 2 seeds x 3 models; inside 3 x 2 folds x 2 seeds x 2 candidates.
    let ran = sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["42 trials"]);
    assert!(ran.row("net").contains('±') && !ran.out.contains("net-"));
    assert!(
        ran.out.contains("6 trials (2 seeds × 3 folds)"),
        "{}",
        ran.out
    );
    let scores = read_scores(&sandbox.read("results/study/scores.csv")).unwrap();
    let of_net = scores
        .iter()
        .filter(|score| score.key.model.as_str() == "net");
    assert_eq!(of_net.count(), 12, "2 metrics x 3 folds x 2 seeds");
    let choices = sandbox.read("results/study/choices.csv");
    let lines: Vec<_> = choices.lines().collect();
    assert_eq!(lines.len(), 7, "{choices}");
    assert_eq!(
        lines[0],
        "dataset,task,split,fold,seed,model,candidate,inner_score"
    );
    assert!(lines[1].starts_with("pairs,pairing,official,0,0,net,net-learning_rate-0."));
    let predictions = sandbox.results("results/study/predictions");
    assert_eq!(
        predictions.len(),
        18,
        "what only chooses leaves no predictions here"
    );

    sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["42 in the cache, 0 to run"]);
    sandbox.edit(
        "study.yaml",
        "[accuracy, auc]",
        "[accuracy, auc], select: auc",
    );
    sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["0 to run"]);
    assert_ne!(sandbox.read("results/study/choices.csv"), choices);
}

#[test]
fn folds_report_every_row_once_and_another_seed_deals_otherwise() {
    let sandbox = nested();
    let ids = || {
        let mut ids = Vec::new();
        for fold in 0..3 {
            let file =
                format!("results/study/predictions/pairs.pairing.official.{fold}.chance.0.parquet");
            let bytes = std::fs::read(sandbox.path().join(file)).unwrap();
            let read = emospec::execute::Predictions::read(bytes, &["id".to_owned()]).unwrap();
            ids.push(read.ids);
        }
        ids
    };
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let first = ids();
    let mut every = first.concat();
    every.sort();
    every.dedup();
    assert_eq!(every.len(), 24);
    sandbox.edit("study.yaml", "validation: 0.3", "validation: 0.3, seed: 1");
    sandbox.run(&["run", "study.yaml"]).ended(0);
    assert_ne!(ids(), first);
}

#[test]
fn folds_that_cannot_be_dealt_are_explained() {
    let sandbox = nested();
    sandbox.edit("study.yaml", "folds: 3", "folds: 30");
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "E048",
        "the rows of its parts fall into 24 groups, too few for 30 folds",
        "study.yaml:",
    ]);
    sandbox.edit("study.yaml", "group: id", "group: colour");
    sandbox.edit("study.yaml", "stratify: match", "stratify: left");
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "there is no column of text in every part of dataset `pairs` named `colour`",
        "there is no target with classes in every part of dataset `pairs` named `left`",
    ]);
}

#[test]
fn tuning_needs_a_grid_and_inner_folds() {
    let sandbox = nested();
    sandbox.edit("study.yaml", "{grid: [0.01, 0.1]}", "0.1");
    sandbox.edit("study.yaml", "inner: 2, ", "");
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "E049",
        "model `net` has no grid to choose from",
        "split `official` of task `pairing` has no inner folds to choose by",
    ]);
    let sandbox = nested();
    sandbox.edit(
        "study.yaml",
        "[accuracy, auc]",
        "[accuracy, auc], select: acuracy",
    );
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["did you mean `accuracy`?"]);
}

const ASSEMBLED: &str = r"  across:
    type: assembled
    from: {train: pairs/train, both: [pairs/train, pairs/val]}
splits:";

/// The study with a dataset assembled of parts of the other.
fn assembled() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit("study.yaml", "splits:", ASSEMBLED);
    sandbox.edit("study.yaml", "test: val", "test: both");
    sandbox.edit(
        "study.yaml",
        "split: official,",
        "split: official, datasets: across,",
    );
    sandbox
}

#[test]
fn a_dataset_is_assembled_of_parts_of_others() {
    let sandbox = assembled();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let file = "results/study/predictions/across.pairing.official.0.net.0.parquet";
    let bytes = std::fs::read(sandbox.path().join(file)).unwrap();
    let read = emospec::execute::Predictions::read(bytes, &["id".to_owned()]).unwrap();
    assert_eq!(read.ids.len(), 24);
    assert_eq!((&*read.ids[0], &*read.ids[12]), ("train0", "val0"));
    sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["4 in the cache"]);
}

#[test]
fn the_same_rows_under_another_dataset_are_not_fitted_again() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    sandbox.edit(
        "study.yaml",
        "splits:",
        &ASSEMBLED.replace("both: [pairs/train, pairs/val]", "val: pairs/val"),
    );
    sandbox.edit(
        "study.yaml",
        "split: official,",
        "split: official, datasets: across,",
    );
    sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["4 in the cache, 0 to run"]);
}

#[test]
fn what_cannot_be_assembled_is_explained_with_its_place() {
    let sandbox = assembled();
    sandbox.edit("study.yaml", "pairs/val]", "pairs/vall]");
    sandbox.run(&["validate", "study.yaml"]).ended(2).says(&[
        "there is no part in dataset `pairs` named `vall`",
        "did you mean `val`?",
    ]);
    let sandbox = assembled();
    sandbox.edit(
        "study.yaml",
        "from: {train: pairs/train",
        "from: {train: pair/train",
    );
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["there is no dataset `pair`", "did you mean `pairs`?"]);
    let sandbox = assembled();
    sandbox.edit(
        "study.yaml",
        "type: assembled",
        "type: assembled\n    root: data",
    );
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["a dataset of `type: assembled` takes no `root`"]);
}

#[test]
fn a_model_may_read_another_feature_in_place_of_a_view() {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "features:",
        "features:\n  other: {type: as-is, view: right}",
    );
    sandbox.edit(
        "study.yaml",
        "  net: {type: reference/concatenation, ",
        "  raw: {type: reference/concatenation, inputs: {left: other}, params: {epochs: 3, learning_rate: 0.01}}\n  net: {type: reference/concatenation, ",
    );
    sandbox.edit("study.yaml", "[accuracy, auc]", "[accuracy, auc, log_loss]");
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let scores = read_scores(&sandbox.read("results/study/scores.csv")).unwrap();
    let loss = |model: &str| {
        let mut of_model = scores.iter().filter(|score| {
            score.key.model.as_str() == model && score.key.metric.as_str() == "log_loss"
        });
        of_model.next().unwrap().value.clone().unwrap()
    };
    assert!((loss("raw") - loss("net")).abs() > 1e-6);
    sandbox.edit("study.yaml", "{left: other}", "{left: othr}");
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["named `othr`"]);
}

#[test]
fn a_part_named_twice_and_an_empty_list_of_parts_are_refused() {
    for wrong in ["[train, train]", "[]"] {
        let sandbox = nested();
        sandbox.edit(
            "study.yaml",
            "parts: [train, val], folds",
            &format!("parts: {wrong}, folds"),
        );
        sandbox
            .run(&["validate", "study.yaml"])
            .ended(2)
            .says(&["study.yaml:24"]);
    }
}
