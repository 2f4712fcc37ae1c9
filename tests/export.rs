//! The description that reads files also writes them.

use std::fs;

use crate::sandbox::{Sandbox, emomv_folder, repository};

#[test]
fn synthetic_data_are_exported_in_the_released_layout_and_read_back() {
    let sandbox = Sandbox::new();
    let specs = repository().join("specs");
    let quickstart = specs.join("quickstart.yaml");
    let layout = format!("{}:emomv-c", specs.join("emomv-c.yaml").display());
    let folder = "twin/DS3_EmoMV_C";
    sandbox
        .run(&[
            "data",
            "export",
            quickstart.to_str().unwrap(),
            "synthetic",
            "--as",
            &layout,
            folder,
        ])
        .ended(0);
    let labels = sandbox.read("twin/DS3_EmoMV_C/annotation/DS3_TRAIN_MATCH_MISMATCH_labels.csv");
    assert_eq!(labels.lines().count(), 360);
    assert!(labels.starts_with("Dataset3/DS3_train_match/,"), "{labels}");
    assert!(labels.contains(",1,Exciting,Exciting,0,0\n"), "{labels}");

    let output = sandbox
        .command(&["validate", specs.join("emomv-c.yaml").to_str().unwrap()])
        .env("EMOSPEC_EMOMV_DIR", sandbox.path().join("twin"))
        .output()
        .unwrap();
    crate::sandbox::ran(&output).ended(0);
}

#[test]
fn released_files_are_written_back_byte_for_byte() {
    let Some(folder) = emomv_folder() else { return };
    let sandbox = Sandbox::new();
    let spec = repository().join("specs/emomv-c.yaml");
    let layout = format!("{}:emomv-c", spec.display());
    let output = sandbox
        .command(&[
            "data",
            "export",
            spec.to_str().unwrap(),
            "emomv-c",
            "--as",
            &layout,
            "copy",
        ])
        .env("EMOSPEC_EMOMV_DIR", &folder)
        .output()
        .unwrap();
    crate::sandbox::ran(&output).ended(0);
    for file in [
        "annotation/DS3_TRAIN_MATCH_MISMATCH_labels.csv",
        "annotation/DS3_VAL_MATCH_MISMATCH_labels.csv",
        "for_retrieval/DS3_VAL_labels_for_retrieval.csv",
    ] {
        let released = fs::read(folder.join("DS3_EmoMV_C").join(file)).unwrap();
        assert_eq!(
            fs::read(sandbox.path().join("copy").join(file)).unwrap(),
            released,
            "{file}"
        );
    }
}
