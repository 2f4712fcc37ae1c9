//! One model against another.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The study with five seeds, run.
fn ran() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit("study.yaml", "seeds: 2", "seeds: 5");
    sandbox.run(&["run", "study.yaml"]).ended(0);
    sandbox
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn seeds_and_items_are_compared_in_words_and_numbers() {
    let sandbox = ran();
    let compared = sandbox
        .run(&["compare", "study.yaml", "net", "chance"])
        .ended(0);
    for said in [
        "pairs, pairing, official: accuracy",
        "over 5 seeds",
        "more than noise at level 0.05",
        "(paired t test)",
        "Item by item (12 items)",
        "What the tests say",
        "net against chance, over trials.",
        "Wilcoxon p",
    ] {
        assert!(compared.out.contains(said), "{said:?}:\n{}", compared.out);
    }
    let document = json(
        &sandbox
            .run(&["compare", "study.yaml", "net", "chance", "--json"])
            .ended(0)
            .out,
    );
    let of = |metric: &str| {
        let all = document["comparisons"].as_array().unwrap().iter();
        let mut of_metric = all.filter(|one| one["metric"] == metric);
        of_metric.next().unwrap().clone()
    };
    let accuracy = of("accuracy");
    let (trials, items) = (&accuracy["trials"], &accuracy["items"]);
    // Items of all trials come to the same mean difference as the scores.
    let difference = trials["difference"].as_f64().unwrap();
    assert!((difference - items["difference"].as_f64().unwrap()).abs() < 1e-9);
    assert_eq!(trials["tests"].as_array().unwrap().len(), 3);
    assert_eq!(
        of("auc")["items"]["untested"],
        "the metric is no mean over items"
    );

    // The other way round the same is said.
    let turned = json(
        &sandbox
            .run(&["compare", "study.yaml", "chance", "net", "--json"])
            .ended(0)
            .out,
    );
    let turned = &turned["comparisons"][0];
    assert!((turned["trials"]["difference"].as_f64().unwrap() + difference).abs() < 1e-12);
    let p = |comparison: &Value| comparison["verdict"]["p"].as_f64().unwrap();
    assert!((p(turned) - p(&accuracy)).abs() < 1e-9);
}

#[test]
fn folds_share_training_rows_and_groups_are_taken_whole() {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "{type: parts, train: train, test: val}",
        "{type: folds, parts: [train, val], folds: 4, group: source}",
    );
    sandbox.edit(
        "study.yaml",
        "id: {role: id}",
        "id: {role: id}\n      source: {role: group, from: id, pattern: '^([a-z]+[0-9])'}",
    );
    let before = sandbox
        .run(&["compare", "study.yaml", "net", "chance"])
        .ended(1)
        .says(&["16 trials of these models have no results yet"]);
    assert!(
        before
            .out
            .contains("Cannot be compared: 8 of 8 trials of `net` have no value (not run)."),
        "{}",
        before.out
    );
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let command = ["compare", "study.yaml", "net", "chance", "--metric"];
    let compared = sandbox
        .run(&[&command[..], &["accuracy", "--json"]].concat())
        .ended(0);
    let document = json(&compared.out);
    let only = &document["comparisons"][0];
    assert_eq!(document["comparisons"].as_array().unwrap().len(), 1);
    assert_eq!(only["trials"]["over"], "folds");
    assert_eq!(only["trials"]["tests"][0]["test"], "corrected-t");
    assert_eq!(only["items"]["items"], 24);
    // Of train and of val, rows 1, 10 and 11 are one source.
    assert_eq!(only["items"]["groups"], 20);
}

#[test]
fn names_that_are_not_there_are_told_with_the_nearest() {
    let sandbox = Sandbox::with_study();
    for (asked, said) in [
        (&["nett", "chance"][..], "did you mean `net`?"),
        (&["net", "zzz"], "there are: chance, net"),
        (&["net", "net"], "`net` is compared with itself"),
        (
            &["net", "chance", "--metric", "acuracy"],
            "did you mean `accuracy`?",
        ),
        (
            &["net", "chance", "--query", "left"],
            "there is no view that queries `left`",
        ),
        (
            &["net", "chance", "--level", "5"],
            "a level is above 0 and below 0.5",
        ),
    ] {
        let arguments = [&["compare", "study.yaml"], asked].concat();
        sandbox.run(&arguments).ended(2).says(&[said]);
    }
}
