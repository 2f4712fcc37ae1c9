//! Why a trial is not in the cache, how long it may take, and what the cache holds.

use std::fs;

use serde_json::Value;

use crate::sandbox::{Ran, Sandbox};

const NET: &str = "pairs/pairing/official/0/net/0";

fn line<'a>(ran: &'a Ran, trial: &str) -> &'a str {
    let mut lines = ran.out.lines();
    lines.find(|line| line.contains(trial)).unwrap()
}

fn has_run() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    sandbox
}

#[test]
fn new_trials_were_never_run_and_nothing_tells_how_long_they_take() {
    let sandbox = Sandbox::with_study();
    let plan = sandbox.run(&["plan", "study.yaml"]).ended(0);
    assert!(line(&plan, NET).ends_with("(never run)"), "{}", plan.out);
    plan.says(&["4 trials: 0 hit, 4 miss"]);
    let why = sandbox.run(&["explain-miss", "study.yaml", NET]).ended(0);
    assert!(
        why.out
            .contains("a miss: no run of this experiment has started it"),
        "{}",
        why.out
    );
}

#[test]
fn changed_parameter_is_named_with_both_values_and_a_time() {
    let sandbox = has_run();
    sandbox.edit("study.yaml", "learning_rate: 0.01", "learning_rate: 0.02");
    let plan = sandbox.run(&["plan", "study.yaml"]).ended(0);
    let said = line(&plan, NET);
    assert!(
        said.ends_with(" s, params.learning_rate: 0.01 -> 0.02)"),
        "{said}"
    );
    plan.says(&["4 trials: 2 hit, 2 miss", "about 0.", "at once"]);
    let why = sandbox.run(&["explain-miss", "study.yaml", NET]).ended(0);
    assert!(
        why.out.contains("\n  params.learning_rate: 0.01 -> 0.02\n"),
        "{}",
        why.out
    );
    let told = sandbox
        .run(&["explain-miss", "study.yaml", NET, "--json"])
        .ended(0);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["changes"][0]["field"], "params.learning_rate");
    assert_eq!(told["changes"][0]["old"], 0.01);
    assert_eq!(told["changes"][0]["new"], 0.02);
}

#[test]
fn every_kind_of_input_is_named() {
    let sandbox = has_run();
    let changes = [
        (
            "data/labels_train.csv",
            "train3,1,1",
            "train3,0,1",
            "train.columns.match.parts[0]: ",
        ),
        (
            "study.yaml",
            "features:\n  left: {type: standardise, view: left}\n",
            "",
            "columns.left.feature: ",
        ),
        (
            "study.yaml",
            "epochs: 3",
            "epochs: 4",
            "params.epochs: 3 -> 4",
        ),
        ("study.yaml", "test: val}", "test: train}", "test."),
        (
            "study.yaml",
            "views: [left, right]",
            "views: [left]",
            "task.views: ",
        ),
    ];
    for (file, from, to, said) in changes {
        let before = sandbox.read(file);
        sandbox.edit(file, from, to);
        let why = sandbox.run(&["explain-miss", "study.yaml", NET]).ended(0);
        assert!(why.out.contains(said), "{said}: {}", why.out);
        sandbox.write(file, before);
    }
    let why = sandbox.run(&["explain-miss", "study.yaml", NET]).ended(0);
    assert!(
        why.out.contains("a hit: its results are in the cache"),
        "{}",
        why.out
    );
}

#[test]
fn new_seeds_failures_and_removed_entries_are_told_apart() {
    let sandbox = has_run();
    let more = sandbox
        .run(&["plan", "study.yaml", "--set", "seeds=3"])
        .ended(0);
    assert!(line(&more, "net/2").contains("new seed)"), "{}", more.out);

    fs::remove_dir_all(sandbox.path().join("cache/entries")).unwrap();
    let gone = sandbox.run(&["plan", "study.yaml"]).ended(0);
    assert!(line(&gone, NET).ends_with("entry removed)"), "{}", gone.out);

    let hasty = ["run", "study.yaml", "-k", "--set", "execution.timeout=1ms"];
    sandbox.run(&hasty).ended(1);
    let failed = sandbox.run(&["plan", "study.yaml"]).ended(0);
    assert!(
        line(&failed, NET).ends_with("failed last time)"),
        "{}",
        failed.out
    );
}

#[test]
fn unknown_trial_gets_the_nearest_name() {
    let sandbox = Sandbox::with_study();
    let near = "pairs/pairing/official/0/nett/0";
    let ran = sandbox.run(&["explain-miss", "study.yaml", near]);
    ran.ended(2)
        .says(&["there is no trial", &format!("did you mean `{NET}`?")]);
}

#[test]
fn cache_tells_where_it_is_and_what_it_holds() {
    let sandbox = has_run();
    let path = sandbox.run(&["cache", "path"]).ended(0).out;
    assert_eq!(
        path.trim(),
        sandbox.path().join("cache").display().to_string()
    );
    let status = sandbox.run(&["cache", "status", "--json"]).ended(0).out;
    let status: Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["entries"]["count"], 3);
    assert_eq!(status["limit_bytes"], Value::Null);
    let text = sandbox.run(&["cache", "status"]).ended(0).out;
    assert!(text.contains("entries        3 ("), "{text}");
}

#[test]
fn damage_is_found_and_removed() {
    let sandbox = has_run();
    sandbox.run(&["cache", "verify"]).ended(0);
    let entries = walkdir::WalkDir::new(sandbox.path().join("cache/entries"));
    let report = entries
        .into_iter()
        .flatten()
        .find(|file| file.file_name() == "report.json");
    fs::write(report.unwrap().path(), "{}").unwrap();
    let found = sandbox.run(&["cache", "verify"]).ended(1).out;
    assert!(
        found.contains("its report does not have the digest"),
        "{found}"
    );
    assert!(found.contains("1 damaged"), "{found}");
    sandbox.run(&["cache", "verify", "--remove"]).ended(1);
    sandbox.run(&["cache", "verify"]).ended(0);
    sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["to run"]);
}

#[test]
fn limit_that_is_kept_is_met_after_every_run() {
    let sandbox = has_run();
    let wrong = sandbox.run(&["cache", "gc", "--limit", "much"]).ended(2);
    wrong.says(&["it is no size such as 50GiB"]);
    let told = sandbox
        .run(&["cache", "gc", "--limit", "1B", "--dry-run"])
        .ended(0)
        .out;
    assert!(
        told.contains("3 (") && told.contains("would be evicted"),
        "{told}"
    );
    sandbox
        .run(&["cache", "gc", "--limit", "1B", "--keep"])
        .ended(0);
    let status = sandbox.run(&["cache", "status", "--json"]).ended(0).out;
    let status: Value = serde_json::from_str(&status).unwrap();
    assert_eq!(
        (&status["entries"]["count"], &status["limit_bytes"]),
        (&0.into(), &1.into())
    );
    // What a run needs stays until it is over, and goes with the next.
    sandbox
        .run(&["run", "study.yaml"])
        .ended(0)
        .says(&["above its limit of 1 B"]);
    sandbox.edit("study.yaml", "learning_rate: 0.01", "learning_rate: 0.02");
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let status = sandbox.run(&["cache", "status", "--json"]).ended(0).out;
    let status: Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["entries"]["count"], 3);
}

#[test]
fn more_jobs_than_cores_are_not_run() {
    let sandbox = Sandbox::with_study();
    let ran = sandbox.run(&["run", "study.yaml", "-j", "60000"]).ended(0);
    ran.says(&["trials at once instead of 60000: there are no more cores"]);
}

#[test]
fn results_touched_by_hand_are_written_again() {
    let sandbox = has_run();
    let wanted = sandbox.results("results");
    let run = || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        sandbox.run(&["run", "study.yaml"]).ended(0)
    };
    let first = run();
    for file in [
        "main.tex",
        "scores.csv",
        "predictions/pairs.pairing.official.0.net.0.parquet",
    ] {
        for _ in 0..2 {
            assert_eq!(run().out, first.out);
        }
        let path = sandbox.path().join("results/study").join(file);
        fs::remove_file(&path).unwrap();
        fs::write(&path, "mine").unwrap();
        assert_eq!(run().out, first.out);
        assert_eq!(sandbox.results("results"), wanted, "{file}");
    }
}
