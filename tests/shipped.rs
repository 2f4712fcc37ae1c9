//! The specs that ship: on twins of EmoMV-A and B, and on the released files where they are to be had.

use std::path::Path;
use std::process::Output;

use emospec::spec::load::load_datasets;

use crate::sandbox::{Sandbox, emomv_folder, ran, repository};

fn spec(name: &str) -> String {
    let path = repository().join("specs").join(name);
    path.to_string_lossy().into_owned()
}

/// Runs the command with `EMOSPEC_EMOMV_DIR` at a folder.
fn on(sandbox: &Sandbox, folder: &Path, arguments: &[&str]) -> Output {
    sandbox
        .command(arguments)
        .env("EMOSPEC_EMOMV_DIR", folder)
        .output()
        .unwrap()
}

#[test]
fn a_and_b_are_whole_on_exported_twins() {
    let sandbox = Sandbox::new();
    for (letter, folder) in [("a", "twin/DS1_EmoMV_A"), ("b", "twin/DS2_EmoMV_B")] {
        let like = format!("datasets.synthetic.params.like=emomv-{letter}");
        let name = format!("emomv-{letter}.yaml");
        let layout = format!("{}:emomv-{letter}", spec(&name));
        let quickstart = spec("quickstart.yaml");
        let arguments = [
            "data",
            "export",
            &quickstart,
            "synthetic",
            "--set",
            &like,
            "--as",
            &layout,
            folder,
        ];
        sandbox.run(&arguments).ended(0);
        let twin = sandbox.path().join("twin");
        for name in [name, format!("emomv-{letter}-nested.yaml")] {
            // The files of the twin are not those of the authors.
            let made_up = format!("datasets.emomv-{letter}.verify=false");
            let arguments = ["validate", &spec(&name), "--set", &made_up];
            let validated = ran(&on(&sandbox, &twin, &arguments)).ended(0);
            assert!(
                validated.out.contains("is valid: 1 datasets, 2 tasks"),
                "{}",
                validated.out
            );
        }
    }
}

#[test]
fn parts_that_were_not_released_are_named_with_where_they_are_and_can_be_left_out() {
    let Some(folder) = emomv_folder() else { return };
    let sandbox = Sandbox::new();
    let file = "SlowFast_DS2_TRAIN_MATCH_MISMATCH.h5";
    for name in [
        "emomv-b.yaml",
        "cross-dataset.yaml",
        "cross-dataset-music.yaml",
    ] {
        let refused = ran(&on(&sandbox, &folder, &["validate", &spec(name)])).ended(2);
        refused.says(&[file, "https://github.com/ivyha010/EmoMV", "--skip-missing"]);
    }
    let left = on(
        &sandbox,
        &folder,
        &["validate", &spec("emomv-b.yaml"), "--skip-missing"],
    );
    ran(&left).ended(2).says(&["nothing is left to run"]);
    for name in ["cross-dataset.yaml", "cross-dataset-music.yaml"] {
        let left = on(
            &sandbox,
            &folder,
            &["validate", &spec(name), "--skip-missing"],
        );
        ran(&left).ended(0);
    }
    for name in [
        "emomv-c.yaml",
        "emomv-c-benchmark.yaml",
        "emomv-c-nested.yaml",
        "ablation.yaml",
    ] {
        ran(&on(&sandbox, &folder, &["validate", &spec(name)])).ended(0);
    }
}

#[test]
fn released_files_are_those_that_the_sources_state() {
    let Some(folder) = emomv_folder() else { return };
    let sandbox = Sandbox::new();
    let files = walkdir::WalkDir::new(&folder).into_iter().flatten();
    for file in files.filter(|entry| entry.file_type().is_file()) {
        let name = file.file_name().to_string_lossy();
        sandbox.write(&format!("got/{name}"), std::fs::read(file.path()).unwrap());
    }
    let fetched = on(
        &sandbox,
        &sandbox.path().join("emomv"),
        &["data", "fetch", &spec("emomv-c.yaml"), "--from", "got"],
    );
    let fetched = ran(&fetched).ended(0);
    assert_eq!(
        fetched.out.matches("fetched  ").count(),
        9,
        "{}",
        fetched.out
    );
    let validate = ["validate", &spec("emomv-c.yaml")];
    ran(&on(&sandbox, &sandbox.path().join("emomv"), &validate)).ended(0);
}

#[test]
fn sources_are_the_raw_files_of_one_commit_under_the_names_that_the_specs_have() {
    const RAW: &str = "https://raw.githubusercontent.com/ivyha010/EmoMV/";
    let mut count = 0;
    for letter in ["a", "b", "c"] {
        let path = spec(&format!("emomv-{letter}.yaml"));
        let loaded = load_datasets(Path::new(&path), &[]).unwrap();
        let dataset = &loaded.spec.datasets[&*format!("emomv-{letter}")];
        let root = Path::new(dataset.root.as_ref().unwrap()).file_name();
        let root = root.unwrap().to_str().unwrap();
        for file in dataset.parts.values().flatten() {
            let Some(source) = &file.source else { continue };
            let (commit, below) = source.url.as_str()[RAW.len()..].split_once('/').unwrap();
            assert!(source.url.as_str().starts_with(RAW), "{}", source.url);
            assert_eq!(commit, "d35681eaf34e73ac642c25c6ad777b7683822877");
            assert_eq!(below, format!("{root}/{}", file.file));
            assert!(source.bytes.is_some());
            count += 1;
        }
    }
    assert_eq!(count, 26);
}
