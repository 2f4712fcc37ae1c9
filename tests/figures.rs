//! Figures of a small study, from the command line.

use std::fs;

use crate::sandbox::Sandbox;

const FIGURES: &str = "figures:
  confusion: {type: confusion, caption: Which is which.}
  roc: {type: roc, positive: same}
  losses: {type: training}
  calibration: {type: calibration, where: {model: net}}
  distribution: {type: distribution}
";

fn with_figures() -> Sandbox {
    let sandbox = Sandbox::with_study();
    let study = sandbox.read("study.yaml");
    sandbox.write("study.yaml", format!("{study}{FIGURES}"));
    sandbox
}

#[test]
fn a_run_writes_every_figure_in_every_format() {
    let sandbox = with_figures();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    for name in ["confusion", "roc", "losses", "calibration", "distribution"] {
        for extension in ["svg", "pdf", "png", "csv", "tex"] {
            let file = format!("results/study/figures/{name}.{extension}");
            let bytes = fs::read(sandbox.path().join(&file)).unwrap();
            assert!(bytes.len() > 100, "{file}");
        }
    }
    let losses = sandbox.read("results/study/figures/losses.svg");
    assert!(
        losses.contains("Without losses by epoch: chance."),
        "{losses}"
    );
    assert!(losses.contains("Means over 2 seeds; bands: one standard deviation."));

    // What cannot be drawn any more is not left beside what is.
    let first = sandbox.results("results/study/figures");
    sandbox.run(&["run", "study.yaml"]).ended(0);
    assert_eq!(sandbox.results("results/study/figures"), first);
}

#[test]
fn figures_are_drawn_from_the_cache() {
    let sandbox = with_figures();
    let none = sandbox
        .run(&["figure", "study.yaml", "roc", "--out", "drawn"])
        .ended(1);
    none.says(&["4 of 4 trials have no results yet"]);
    let drawn = sandbox.read("drawn/roc.svg");
    assert!(
        drawn.contains("no model has a curve") && drawn.contains("without 2 of 2 trials (not run)")
    );

    sandbox.run(&["run", "study.yaml"]).ended(0);
    let arguments = [
        "figure",
        "study.yaml",
        "roc",
        "--format",
        "pdf",
        "--out",
        "drawn",
    ];
    let ran = sandbox.run(&arguments).ended(0);
    assert_eq!(ran.out, "drawn/roc.pdf\n");
    let drawn = fs::read(sandbox.path().join("drawn/roc.pdf")).unwrap();
    let written = fs::read(sandbox.path().join("results/study/figures/roc.pdf")).unwrap();
    assert!(drawn.starts_with(b"%PDF-") && drawn == written);
    let unknown = sandbox.run(&["figure", "study.yaml", "rok"]).ended(2);
    unknown.says(&["there is no figure `rok`", "did you mean `roc`?"]);
}

#[test]
fn what_the_spec_cannot_give_is_refused_where_it_is_written() {
    let cases: [(&str, &[&str]); 9] = [
        ("{type: rok}", &["E02"]),
        (
            "{type: confusion, where: {model: nett}}",
            &["there is no model `nett`", "did you mean `net`?"],
        ),
        (
            "{type: embedding, where: {task: pairing}}",
            &["a figure of type `embedding` cannot be made of task `pairing`"],
        ),
        ("{type: embedding}", &["this spec has no retrieval task"]),
        (
            "{type: roc, positive: sane}",
            &[
                "there is no class of `match` named `sane`",
                "did you mean `same`?",
            ],
        ),
        (
            "{type: training, target: colour}",
            &["`target` means nothing to a figure of type `training`"],
        ),
        (
            "{type: confusion, target: colour}",
            &["no task predicts the target `colour`"],
        ),
        (
            "{type: critical-difference}",
            &["does not say which metric ranks the models"],
        ),
        (
            "{type: critical-difference, metric: acuracy}",
            &[
                "there is no metric of task `pairing` named `acuracy`",
                "did you mean `accuracy`?",
            ],
        ),
    ];
    for (figure, expected) in cases {
        let sandbox = Sandbox::with_study();
        let study = sandbox.read("study.yaml");
        sandbox.write("study.yaml", format!("{study}figures:\n  one: {figure}\n"));
        let refused = sandbox.run(&["validate", "study.yaml"]).ended(2);
        refused.says(expected).says(&["study.yaml:"]);
    }
}
