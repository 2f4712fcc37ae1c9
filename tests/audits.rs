//! Audits before a run: what they find, what becomes of it, and that unchanged data are not read again.

use std::fs;

use emospec::dataset::format::{Format, Stored};

use crate::sandbox::{Ran, Sandbox};

/// The study with a group of each row; row 0 and row 1 of `val` are of recordings that `train` has.
fn study() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "      id: {role: id}\n",
        "      id: {role: id}\n      origin: {role: group}\n",
    );
    for part in ["train", "val"] {
        let from = format!("{{file: labels_{part}.csv, columns: {{id: 0,");
        let to = format!("{{file: labels_{part}.csv, columns: {{id: 0, origin: 3,");
        sandbox.edit("study.yaml", &from, &to);
        let file = format!("data/labels_{part}.csv");
        let labels = sandbox.read(&file);
        let rows = labels.lines().enumerate().map(|(row, line)| {
            let origin = match (part, row) {
                ("val", 0 | 1) => format!("train{row}"),
                _ => format!("{part}{row}"),
            };
            format!("{line},{origin}\n")
        });
        sandbox.write(&file, rows.collect::<String>());
    }
    sandbox
}

const SHARED: &str = "pairs, split official: 2 of 12 test rows share a group (origin) with train";

fn validate(sandbox: &Sandbox, level: &str) -> Ran {
    let set = format!("audit.group_overlap={level}");
    sandbox.run(&["validate", "study.yaml", "--set", &set])
}

#[test]
fn a_warning_is_said_and_stands_under_the_tables_it_concerns() {
    let sandbox = study();
    let ran = sandbox.run(&["run", "study.yaml"]).ended(0);
    let ran = ran.says(&["warning[E062]", SHARED, "study.yaml:"]);
    assert!(ran.out.contains(&format!("{SHARED}.")), "{}", ran.out);
    for format in ["txt", "md", "tex", "json"] {
        let table = sandbox.read(&format!("results/study/main.{format}"));
        let flat = table.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(SHARED), "{table}");
    }
    let provenance = sandbox.read("results/study/provenance.json");
    assert!(provenance.contains("group_overlap"), "{provenance}");
}

#[test]
fn an_error_ends_validation_and_run_each_time_and_fits_nothing() {
    let sandbox = study();
    sandbox.edit(
        "study.yaml",
        "features:\n",
        "audit: {group_overlap: error}\nfeatures:\n",
    );
    for command in ["validate", "run", "run", "validate"] {
        let ran = sandbox.run(&[command, "study.yaml"]).ended(2);
        let ran = ran.says(&["error[E062]", SHARED, "official: {type: parts"]);
        assert!(!ran.err.contains("to run"), "{}", ran.err);
    }
    assert!(!sandbox.path().join("results").exists());
}

#[test]
fn a_note_is_said_by_validate_alone_and_off_says_nothing() {
    let sandbox = study();
    validate(&sandbox, "note")
        .ended(0)
        .says(&["note[E062]", SHARED]);
    validate(&sandbox, "warn")
        .ended(0)
        .says(&["warning[E062]", SHARED]);
    validate(&sandbox, "error")
        .ended(2)
        .says(&["error[E062]", SHARED]);
    for (command, level) in [("run", "note"), ("plan", "note"), ("validate", "off")] {
        let set = format!("audit.group_overlap={level}");
        let ran = sandbox
            .run(&[command, "study.yaml", "--set", &set])
            .ended(0);
        assert!(!ran.err.contains("share a group"), "{}", ran.err);
        assert!(!ran.out.contains("share a group"), "{}", ran.out);
    }
}

#[test]
fn what_was_found_of_unchanged_data_is_told_without_reading_them() {
    let sandbox = study();
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(0)
        .says(&[SHARED]);
    let memo = sandbox.path().join("cache");
    let remembered = || {
        let files = walkdir::WalkDir::new(&memo).into_iter().map(Result::unwrap);
        let files = files.filter(|entry| entry.path().to_string_lossy().contains("datasets"));
        files.filter(|entry| entry.file_type().is_file()).count()
    };
    let before = remembered();
    // What is remembered is told even where it was changed, which shows that nothing was found anew.
    for entry in walkdir::WalkDir::new(&memo) {
        let path = entry.unwrap().into_path();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        if text.contains("2 of 12 test rows share a group") {
            fs::write(
                &path,
                text.replace("2 of 12 test rows", "7 of 12 test rows"),
            )
            .unwrap();
        }
    }
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(0)
        .says(&["7 of 12 test rows share a group"]);
    assert_eq!(remembered(), before);

    // A changed column is read, and what is found anew is told.
    sandbox.edit("data/labels_val.csv", ",val2", ",train2");
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(0)
        .says(&["3 of 12 test rows share a group (origin) with train"]);
}

#[test]
fn every_kind_of_finding_reaches_the_screen() {
    let sandbox = Sandbox::with_study();
    let copied = fs::read(sandbox.path().join("data/left_train.h5")).unwrap();
    sandbox.write("data/left_val.h5", copied);
    sandbox.edit("data/labels_val.csv", "val0,", "train0,");
    let constant = Stored::Matrix {
        rows: 12,
        width: 3,
        data: (0_u8..12)
            .flat_map(|row| [f32::from(row), f32::from(row), 1.0])
            .collect(),
    };
    sandbox.store("data/right_train.npy", Format::Npy, &[(0.into(), constant)]);
    sandbox.run(&["validate", "study.yaml"]).ended(0).says(&[
        "1 of 12 test rows share an id (id) with train",
        "12 of 12 test rows share the content of a view (left 12, right 0) with train",
        "1 of 3 columns of `right` are constant in the training rows",
        "1 of 3 columns of `right` equal another in the training rows",
    ]);
}

#[test]
fn an_unknown_audit_or_level_is_refused() {
    let sandbox = study();
    validate(&sandbox, "loud").ended(2).says(&["loud", "E023"]);
    sandbox
        .run(&["validate", "study.yaml", "--set", "audit.grup_overlap=warn"])
        .ended(2)
        .says(&["did you mean `group_overlap`?"]);
}
