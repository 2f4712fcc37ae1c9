//! The results that are checked in are those that the shipped specs give.
//!
//! Rounding differs a little between processors (their matrix products add in another order), so scores are compared
//! with a tolerance; where they are the same to the byte, so are the tables. `UPDATE_RESULTS=1` writes them anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use emospec::report::read_scores;

use crate::sandbox::{Sandbox, repository};

/// A trained score may differ by as much on another processor: a few rows of a part of 96.
const TOLERANCE: f64 = 0.08;

#[test]
fn quickstart_gives_the_results_that_are_checked_in() {
    let sandbox = Sandbox::new();
    let spec = repository().join("specs/quickstart.yaml");
    let ran = sandbox.run(&["run", spec.to_str().unwrap()]).ended(0);
    for title in ["Chance", "EmoMV, multi-task"] {
        assert!(ran.out.contains(title), "{}", ran.out);
    }
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 100),
        "{}",
        ran.out
    );

    let kept = repository().join("results/quickstart");
    let fresh = sandbox.results("results/quickstart");
    let fresh = fresh
        .iter()
        .filter(|(path, _)| !path.starts_with("predictions") && is_kept(path));
    if std::env::var_os("UPDATE_RESULTS").is_some() {
        fs::create_dir_all(&kept).unwrap();
        for (path, bytes) in fresh {
            fs::create_dir_all(kept.join(path).parent().unwrap()).unwrap();
            fs::write(kept.join(path), bytes).unwrap();
        }
        return;
    }
    let scores = |text: &str| read_scores(text).unwrap();
    let expected = scores(&fs::read_to_string(kept.join("scores.csv")).unwrap());
    let found = scores(&sandbox.read("results/quickstart/scores.csv"));
    assert_eq!(expected.len(), found.len());
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected.key, found.key);
        let (expected, value) = (
            expected.value.as_ref().unwrap(),
            found.value.as_ref().unwrap(),
        );
        let differ = (expected - value).abs();
        assert!(
            differ <= TOLERANCE,
            "{:?}: {expected} is kept, {value} was found",
            found.key
        );
    }
    if expected == found {
        for (path, bytes) in fresh {
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(
                fs::read_to_string(kept.join(path)).unwrap(),
                text,
                "{}",
                path.display()
            );
        }
    }
}

/// Of figures the drawing and its numbers are checked in; the other formats are made of the same.
fn is_kept(path: &Path) -> bool {
    let is_text = |extension| path.extension().is_some_and(|it| it == extension);
    !path.starts_with("figures") || is_text("svg") || is_text("csv")
}

#[test]
fn readme_shows_the_tables_that_are_checked_in() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    for table in ["classification", "retrieval"] {
        let text = fs::read_to_string(repository().join(format!("results/quickstart/{table}.txt")))
            .unwrap();
        assert!(
            readme.contains(text.trim()),
            "README.md lacks results/quickstart/{table}.txt"
        );
    }
}

#[test]
fn latex_tables_compile() {
    if Command::new("pdflatex").arg("--version").output().is_err() {
        println!(
            "skipped: there is no pdflatex (Debian: texlive-latex-base texlive-latex-recommended)"
        );
        return;
    }
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml"]).ended(0);
    let document = sandbox
        .run(&["table", "study.yaml", "--format", "latex-document"])
        .ended(0)
        .out;
    sandbox.write("study.tex", document);
    let output = Command::new("pdflatex")
        .args(["-interaction=nonstopmode", "-halt-on-error", "study.tex"])
        .current_dir(sandbox.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(sandbox.path().join("study.pdf").is_file());
}
