//! What refits and what does not, and that results do not depend on how they were come by.

use crate::sandbox::Sandbox;

/// The words `hit` and `miss` of a plan, with the model of each trial.
fn plan(sandbox: &Sandbox) -> Vec<(String, String)> {
    let ran = sandbox.run(&["plan", "study.yaml"]).ended(0);
    ran.out
        .lines()
        .map(|line| {
            let mut words = line.split_whitespace();
            let (word, _, trial) = (words.next(), words.next(), words.next());
            let model = trial.unwrap().split('/').nth(4).unwrap();
            (model.to_owned(), word.unwrap().to_owned())
        })
        .collect()
}

fn words(plan: &[(String, String)], model: &str) -> Vec<String> {
    let of_model = plan.iter().filter(|(name, _)| name == model);
    of_model.map(|(_, word)| word.clone()).collect()
}

#[test]
fn second_run_fits_nothing_and_writes_the_same() {
    let sandbox = Sandbox::with_study();
    assert!(plan(&sandbox).iter().all(|(_, word)| word == "miss"));
    let first = sandbox.run(&["run", "study.yaml"]).ended(0);
    assert!(first.out.contains("A study."), "{}", first.out);
    let results = sandbox.results("results/study");
    assert!(plan(&sandbox).iter().all(|(_, word)| word == "hit"));
    let second = sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["4 trials, 4 in the cache, 0 to run"]);
    assert_eq!(second.out, first.out);
    assert_eq!(sandbox.results("results/study"), results);
}

#[test]
fn changed_parameter_refits_only_its_model() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    sandbox.edit("study.yaml", "learning_rate: 0.01", "learning_rate: 0.02");
    let plan = plan(&sandbox);
    assert_eq!(words(&plan, "chance"), ["hit", "hit"]);
    assert_eq!(words(&plan, "net"), ["miss", "miss"]);
}

#[test]
fn new_metric_new_table_and_new_names_refit_nothing() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    sandbox.edit(
        "study.yaml",
        "metrics: [accuracy, auc]",
        "metrics: [accuracy, auc, f1]",
    );
    sandbox.edit("study.yaml", "  main:", "  renamed:");
    sandbox.edit("study.yaml", "  net:", "  network:");
    sandbox.edit("study.yaml", "name: study", "# a comment\nname: other");
    assert!(plan(&sandbox).iter().all(|(_, word)| word == "hit"));
    let ran = sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["0 to run"]);
    assert!(ran.out.contains("F1"), "{}", ran.out);
    assert!(sandbox.path().join("results/other/renamed.tex").is_file());
}

#[test]
fn changed_data_refit_what_reads_them() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    sandbox.edit("data/labels_train.csv", "train3,1,1", "train3,0,1");
    assert!(plan(&sandbox).iter().all(|(_, word)| word == "miss"));
}

#[test]
fn results_depend_neither_on_the_run_nor_on_jobs() {
    let one = Sandbox::with_study();
    let two = Sandbox::with_study();
    one.run(&["run", "study.yaml", "-j", "1"]).ended(0);
    two.run(&["run", "study.yaml", "-j", "2"]).ended(0);
    assert_eq!(one.results("results"), two.results("results"));
    one.run(&["run", "study.yaml", "--force", "-j", "2", "--out", "again"])
        .ended(0);
    assert_eq!(one.results("again"), two.results("results/study"));
}

#[test]
fn damaged_entry_is_a_miss_with_a_warning() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let results = sandbox.results("results/study");
    let entries = walkdir::WalkDir::new(sandbox.path().join("cache/entries"));
    for entry in entries.into_iter().map(Result::unwrap) {
        if entry.file_name() == "predictions.parquet" {
            let mut bytes = std::fs::read(entry.path()).unwrap();
            bytes[9] ^= 1;
            std::fs::write(entry.path(), bytes).unwrap();
        }
    }
    sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["damaged", "4 to run"]);
    assert_eq!(sandbox.results("results/study"), results);
    assert!(plan(&sandbox).iter().all(|(_, word)| word == "hit"));
}

#[test]
fn table_prints_again_without_fitting_and_says_what_is_not_there() {
    let sandbox = Sandbox::with_study();
    let ran = sandbox
        .run(&["table", "study.yaml"])
        .ended(1)
        .says(&["4 of 4 trials have no results yet"]);
    assert!(ran.out.contains("not run"), "{}", ran.out);
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let ran = sandbox
        .run(&["table", "study.yaml", "main", "--format", "latex"])
        .ended(0);
    assert!(ran.out.contains("\\toprule"), "{}", ran.out);
    sandbox
        .run(&["table", "study.yaml", "mian"])
        .ended(2)
        .says(&["did you mean `main`?"]);
}
