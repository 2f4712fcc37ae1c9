//! From a folder of files to tables: rows found, views computed, labels given or predicted, rows divided and paired. The
//! plugin is `tests/notes`, whose media are text files.

use std::fs;

use crate::sandbox::{Ran, Sandbox, ran, repository};

/// Two folders that are made where they are not there; the notes of the second have no labels of their own.
const STUDY: &str = r"
version: 1
name: notes
seeds: 1
datasets:
  rated:
    type: notes/lines
    root: media/rated
    make: {type: notes/poems, params: {files: 6}}
    extract: {left: {type: notes/letters}, right: {type: notes/letters}}
    columns: {source: {role: group, from: file}}
    labels: {letter: {type: column, from: folder, classes: [a, b, c]}}
  rated-parts:
    type: divided
    divide: {of: rated/rows, shares: {train: 0.5, val: 0.25, test: 0.25}, group: source, stratify: letter}
  notes:
    type: notes/lines
    root: media/notes
    make: {type: notes/poems, params: {files: 6, first: 6}}
    extract: {left: {type: notes/letters}, right: {type: notes/letters}}
    columns: {source: {role: group, from: file}}
    labels:
      letter:
        type: predicted
        model: {type: reference/concatenation}
        trained_on: {dataset: rated-parts, train: train, validation: val, test: test}
        views: [left]
        min_confidence: 0.3
        calibrate: temperature
  notes-parts:
    type: divided
    divide: {of: notes/rows, shares: {train: 0.7, val: 0.3}, group: source, stratify: letter}
  pairs:
    type: pairs
    from: {train: notes-parts/train, val: notes-parts/val, gallery: notes-parts/val}
    pairs:
      type: swap
      by: letter
      balance: 0.5
      group: source
      one_to_one: gallery
      sides:
        left: {left: left, left_letter: letter, left_source: source}
        right: {right: right, right_letter: letter, right_source: source}
splits:
  official: {type: parts, train: train, validation: val, test: val}
tasks:
  pairing:
    type: classification
    split: official
    datasets: [pairs]
    views: [left, right]
    target: match
    metrics: [accuracy]
models:
  chance: {type: reference/chance}
  agreement: {type: reference/concatenation}
tables:
  main: {where: {task: pairing}, rows: [model], columns: [metric]}
";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("study.yaml", STUDY);
    sandbox
}

fn emospec(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let mut command = sandbox.command(arguments);
    command.arg("--plugin-path").arg(repository().join("tests"));
    ran(&command.output().unwrap())
}

#[test]
fn a_folder_that_is_not_there_is_made_and_ends_in_a_table() {
    let sandbox = sandbox();
    let planned = emospec(&sandbox, &["plan", "study.yaml"]).ended(0);
    for line in [
        "make  rated: files by notes/poems",
        "make  rated-parts: once rated is made",
        "make  pairs: once notes-parts is made",
    ] {
        assert!(planned.out.contains(line), "{}", planned.out);
    }
    planned.says(&["0 trials", "2 once their datasets are made"]);
    assert!(
        !sandbox.path().join("media").exists(),
        "planning makes nothing"
    );

    emospec(&sandbox, &["run", "study.yaml"]).ended(0).says(&[
        "making rated: files by notes/poems",
        "making rated: rows by notes/lines, 18 files",
    ]);
    assert!(sandbox.path().join("media/notes/a/6.txt").is_file());

    let planned = emospec(&sandbox, &["plan", "study.yaml"]).ended(0);
    planned.says(&["2 trials: 2 hit, 0 miss"]);
    let first = sandbox.results("results/notes");
    let again = emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    assert!(!again.err.contains("making"), "{}", again.err);
    assert_eq!(sandbox.results("results/notes"), first);
}

#[test]
fn a_file_that_is_replaced_redoes_its_own_rows_and_what_depends_on_them() {
    let sandbox = sandbox();
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    sandbox.write("media/notes/b/7.txt", "bbbb zz\nbbb y\n1 2 3\nbb xx\n");
    let planned = emospec(&sandbox, &["plan", "study.yaml"]).ended(0);
    for line in [
        "make  notes: rows by notes/lines of 1 file: b/7.txt (17 known)",
        "make  notes: left by notes/letters for the rows of 1 file: b/7.txt (68 rows known)",
        "make  notes: letter predicted by reference/concatenation",
        "make  notes-parts: once notes is made",
        "make  pairs: once notes-parts is made",
    ] {
        assert!(
            planned.out.contains(line),
            "no {line:?} in\n{}",
            planned.out
        );
    }
    assert!(!planned.out.contains("rated:"), "{}", planned.out);

    let ran = emospec(&sandbox, &["run", "study.yaml"]).ended(0).says(&[
        "making notes: rows by notes/lines, 1 files",
        "making left by notes/letters, 1 files",
        "1 left out",
    ]);
    assert!(!ran.err.contains("rated"), "{}", ran.err);
    assert_eq!(
        sandbox.read("results/notes/rejected-notes.csv"),
        "file,row,reason\nb/7.txt,b/7.txt@2,the line is empty\n"
    );

    // A file that moved has its views still: they depend on what it holds.
    let media = sandbox.path().join("media/notes");
    fs::rename(media.join("b/7.txt"), media.join("b/99.txt")).unwrap();
    let planned = emospec(&sandbox, &["plan", "study.yaml"]).ended(0);
    assert!(
        planned
            .out
            .contains("rows by notes/lines of 1 file: b/99.txt"),
        "{}",
        planned.out
    );
    let ran = emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    assert!(!ran.err.contains("by notes/letters"), "{}", ran.err);
}

#[test]
fn fewer_rows_of_a_file_compute_no_view_again() {
    let sandbox = sandbox();
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    sandbox.edit(
        "study.yaml",
        "root: media/notes",
        "root: media/notes\n    params: {most: 3}",
    );
    let ran = emospec(&sandbox, &["run", "study.yaml"])
        .ended(0)
        .says(&["making notes: rows by notes/lines, 18 files"]);
    assert!(!ran.err.contains("by notes/letters"), "{}", ran.err);
}

#[test]
fn files_that_break_plugins_cost_their_own_rows() {
    let sandbox = sandbox();
    sandbox.edit(
        "study.yaml",
        "seeds: 1",
        "seeds: 1\nexecution: {timeout: 2s}",
    );
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    sandbox.write("media/notes/a/6.txt", "please break the source\n");
    sandbox.write("media/notes/b/6.txt", "please break the extractor\n");
    sandbox.write("media/notes/c/6.txt", "please hang the extractor\n");
    sandbox.write("media/notes/c/7.txt", b"\xff\xfe no text");
    emospec(&sandbox, &["run", "study.yaml"]).ended(1).says(&[
        "a/6.txt: source `notes/lines` broke over it",
        "b/6.txt: extractor `notes/letters` broke over it",
        "c/6.txt: extractor `notes/letters` broke over it: the plugin took longer than the limit",
        "4 left out",
    ]);
    let rejected = sandbox.read("results/notes/rejected-notes.csv");
    for line in [
        "a/6.txt,,source `notes/lines` broke over it",
        "b/6.txt,b/6.txt@0,extractor `notes/letters` broke over it",
        "c/6.txt,c/6.txt@0,extractor `notes/letters` broke over it",
        "c/7.txt,,it is no text",
    ] {
        assert!(rejected.contains(line), "{rejected}");
    }
    // What broke is tried again; what the plugin itself refused is known.
    let planned = emospec(&sandbox, &["plan", "study.yaml"]).ended(0);
    assert!(
        planned
            .out
            .contains("rows by notes/lines of 1 file: a/6.txt"),
        "{}",
        planned.out
    );
    assert!(!planned.out.contains("c/7.txt"), "{}", planned.out);
}

#[test]
fn files_made_by_another_recipe_are_told() {
    let sandbox = sandbox();
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    sandbox.edit("study.yaml", "{files: 6, first: 6}", "{files: 5, first: 6}");
    emospec(&sandbox, &["run", "study.yaml"]).ended(2).says(&[
        "error[E064]",
        "were made otherwise than `make` of dataset `notes` says now",
        "remove the folder",
    ]);
}

#[test]
fn a_reason_that_may_pass_is_not_kept() {
    let sandbox = sandbox();
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    sandbox.write("media/notes/a/6.txt", "aaaa xx not today\n");
    emospec(&sandbox, &["run", "study.yaml"]).ended(1);
    let rejected = sandbox.read("results/notes/rejected-notes.csv");
    assert!(
        rejected.contains("this time: the file is not to be read today"),
        "{rejected}"
    );
    let planned = emospec(&sandbox, &["plan", "study.yaml"]).ended(0);
    assert!(
        planned
            .out
            .contains("notes: left by notes/letters for 1 row of 1 file: a/6.txt"),
        "{}",
        planned.out
    );
}

#[test]
fn a_damaged_piece_is_made_again() {
    let sandbox = sandbox();
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    let results = sandbox.results("results/notes");
    let pieces: Vec<_> = walkdir::WalkDir::new(sandbox.path().join("cache/pieces"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .collect();
    assert!(pieces.len() > 30, "{} pieces", pieces.len());
    for (place, piece) in pieces.iter().enumerate() {
        let mut bytes = fs::read(piece.path()).unwrap();
        match place % 3 {
            0 => bytes.truncate(bytes.len() / 2),
            1 => *bytes.last_mut().unwrap() ^= 1,
            _ => bytes.clear(),
        }
        fs::write(piece.path(), bytes).unwrap();
    }
    emospec(&sandbox, &["run", "study.yaml", "-f"])
        .ended(0)
        .says(&["making notes: rows"]);
    assert_eq!(sandbox.results("results/notes"), results);
}

#[test]
fn links_that_lead_outside_the_folder_are_not_read() {
    let sandbox = sandbox();
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    sandbox.write("elsewhere/secret.txt", "aaaa xx\n");
    let media = sandbox.path().join("media/notes/a");
    let outside = sandbox.path().join("elsewhere");
    std::os::unix::fs::symlink(&outside, media.join("folder")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret.txt"), media.join("file.txt")).unwrap();
    emospec(&sandbox, &["run", "study.yaml"]).ended(0);
    let rejected = sandbox.read("results/notes/rejected-notes.csv");
    for name in ["a/folder/secret.txt", "a/file.txt"] {
        let line = format!("{name},,\"it lies outside the folder, where a link leads\"");
        assert!(rejected.contains(&line), "{rejected}");
    }
}

#[test]
fn names_in_labels_and_pairs_are_checked_with_their_places() {
    let wrong = |from: &str, to: &str, says: &[&str]| {
        let sandbox = sandbox();
        emospec(&sandbox, &["run", "study.yaml"]).ended(0);
        sandbox.edit("study.yaml", from, to);
        emospec(&sandbox, &["validate", "study.yaml"])
            .ended(2)
            .says(says);
    };
    wrong(
        "by: letter",
        "by: leter",
        &[
            "there is no target with classes `leter`",
            "did you mean `letter`?",
            "study.yaml:38",
        ],
    );
    wrong(
        "balance: 0.5",
        "balance: 1.0\n      forbid: [[a, b], [a, c]]",
        &["error[E063]", "rows of"],
    );
    wrong(
        "dataset: rated-parts",
        "dataset: rated-part",
        &[
            "there is no other dataset named `rated-part`",
            "did you mean",
        ],
    );
    wrong(
        "of: rated/rows",
        "of: rated/row",
        &["there is no part in dataset `rated` named `row`"],
    );
    wrong(
        "from: folder",
        "from: folders",
        &["the rows have no column of text `folders`", "folder"],
    );
    wrong(
        "validation: val, test: test}",
        "validation: val, test: train}",
        &["error[E064]", "the rows held out are those of `train`"],
    );
    wrong(
        "train: train, validation: val, test: test}",
        "train: train, test: test}",
        &["a temperature is chosen on validation rows, and there are none"],
    );
    wrong(
        "extract: {left: {type: notes/letters}, right: {type: notes/letters}}\n    columns: {source: {role: group, from: file}}\n    labels:\n",
        "extract: {left: {type: notes/letters}, place: {type: notes/letters}}\n    columns: {source: {role: group, from: file}}\n    labels:\n",
        &["two columns of dataset `notes` are called `place`"],
    );
    wrong(
        "by: letter",
        "by: [letter, left]",
        &["a mismatch differs in one target"],
    );
    wrong(
        "notes/letters}",
        "notes/poems}",
        &["there is no extractor of files in plugin `notes` named `poems`"],
    );
}
