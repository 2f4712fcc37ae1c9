//! What tables can say, as a user asks for it.

use serde_json::Value;

use crate::sandbox::Sandbox;

const BIBLIOGRAPHY: &str = "@article{doe2023, author={Doe, Jane and Roe, R.}, title={Matching {50\\%} & more}, \
                            journal={Things}, year=2023}\n";

const REPORTED: &str = "bibliography: papers.bib
reported:
  doe:
    title: Doe
    cite: doe2023
    percent: true
    reproduced_by: net
    results:
      - {dataset: pairs, task: pairing, metric: accuracy, value: 71.5, spread: 30, trials: 5}
";

/// The study with results from a paper beside it.
fn with_reported() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.write("papers.bib", BIBLIOGRAPHY);
    sandbox.edit("study.yaml", "seeds: 2\n", &format!("seeds: 2\n{REPORTED}"));
    sandbox
}

#[test]
fn reported_results_are_cited_beside_measured_ones_and_compared_with_them() {
    let sandbox = with_reported();
    let ran = sandbox.run(&["run", "study.yaml"]).ended(0);
    for said in [
        "Doe [doe2023]",
        "71.50 ± 30.00",
        "Rows with a citation are reported there, and were not measured here.",
        "[doe2023] Doe and Roe. Matching 50% & more. Things. 2023.",
        "Reproduced and reported results.",
        "Inside the spread",
    ] {
        assert!(ran.out.contains(said), "{said:?}:\n{}", ran.out);
    }
    let text = sandbox.read("results/study/reproduction.csv");
    assert!(text.contains("reported"), "{text}");
    let document = sandbox
        .run(&["table", "study.yaml", "--format", "latex-document"])
        .ended(0)
        .out;
    assert!(document.contains("\\cite{doe2023}") && document.contains("\\bibitem{doe2023}"));
}

#[test]
fn a_reported_result_must_be_about_something_asked_and_be_cited() {
    let sandbox = with_reported();
    for (from, to, says) in [
        ("cite: doe2023", "cite: doe2024", "did you mean `doe2023`?"),
        (
            "value: 71.5",
            "value: 171.5",
            "171.5 is no value of `accuracy`",
        ),
        (
            "metric: accuracy, value",
            "metric: acuracy, value",
            "did you mean `accuracy`?",
        ),
        (
            "reproduced_by: net",
            "reproduced_by: nett",
            "did you mean `net`?",
        ),
        (
            "task: pairing, metric: acc",
            "task: pair, metric: acc",
            "there is no task `pair`",
        ),
    ] {
        sandbox.edit("study.yaml", from, to);
        sandbox
            .run(&["validate", "study.yaml"])
            .ended(2)
            .says(&["study.yaml:", says]);
        sandbox.edit("study.yaml", to, from);
    }
    sandbox.edit("papers.bib", "journal={Things}", "journal={Things");
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["papers.bib: line 1 is not BibTeX"]);
}

#[test]
fn a_cell_is_traced_to_its_trials() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let arguments = ["table", "study.yaml", "main", "--cell", "net", "accuracy"];
    let shown = sandbox.run(&arguments).ended(0).out;
    for seed in 0..2 {
        let trial = format!("pairs/pairing/official/0/net/{seed}");
        assert!(shown.contains(&trial), "{shown}");
    }
    let mut as_json = arguments.to_vec();
    as_json.push("--json");
    let document: Value = serde_json::from_str(&sandbox.run(&as_json).ended(0).out).unwrap();
    let trials = document["trials"].as_array().unwrap();
    assert_eq!(trials.len(), 2);
    for trial in trials {
        assert_eq!(trial["fingerprint"].as_str().unwrap().len(), 64);
        let predictions = sandbox.path().join(trial["predictions"].as_str().unwrap());
        assert!(predictions.is_file(), "{}", predictions.display());
    }
    sandbox
        .run(&["table", "study.yaml", "main", "--cell", "nat", "accuracy"])
        .ended(2)
        .says(&["has 0 rows called `nat`", "`net`"]);
}

#[test]
fn a_metric_is_scored_class_by_class() {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "metrics: [",
        "metrics: [{name: recalls, metric: recall, per_class: true}, ",
    );
    sandbox.edit(
        "study.yaml",
        "tables:\n",
        "tables:\n  classes:\n    where: {metric: recalls}\n    columns: [metric, class]\n",
    );
    sandbox.run(&["run", "study.yaml"]).ended(2).says(&[
        "table `main` mixes the classes",
        "put `class` into rows or columns",
    ]);
    sandbox.edit(
        "study.yaml",
        "main: {caption",
        "main: {where: {metric: accuracy}, caption",
    );
    let ran = sandbox.run(&["run", "study.yaml"]).ended(0);
    assert!(
        ran.out.contains("other") && ran.out.contains("same"),
        "{}",
        ran.out
    );
    let scores = sandbox.read("results/study/scores.csv");
    assert!(scores.contains(",recalls,same,"), "{scores}");
}

#[test]
fn every_format_is_had_from_the_cache() {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    for (format, begins) in [
        ("latex", "% \\usepackage{booktabs}"),
        ("latex-document", "\\documentclass"),
        ("typst", "#figure("),
        ("html", "<table>"),
        ("csv", "model,"),
        ("json", "{"),
    ] {
        let text = sandbox
            .run(&["table", "study.yaml", "main", "--format", format])
            .ended(0)
            .out;
        assert!(text.starts_with(begins), "{format}: {text}");
    }
    let siunitx = ["table", "study.yaml", "--format", "latex", "--siunitx"];
    assert!(
        sandbox
            .run(&siunitx)
            .ended(0)
            .out
            .contains("S[table-format=")
    );
}
