//! The specs that ship: on twins of EmoMV-A and B, and on the released files where they are to be had.

use std::path::Path;
use std::process::Output;

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
