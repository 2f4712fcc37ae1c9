//! Plugins that are not what they should be.

use std::fs;
use std::process::Command;

use crate::sandbox::{Sandbox, repository};

/// Builds a shared library from C.
fn library(sandbox: &Sandbox, name: &str, source: &str) {
    sandbox.write(&format!("{name}.c"), source);
    fs::create_dir_all(sandbox.path().join("plugins")).unwrap();
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(sandbox.path().join(format!("plugins/lib{name}.so")))
        .arg(sandbox.path().join(format!("{name}.c")))
        .status()
        .unwrap();
    assert!(built.success());
}

fn validate_with(source: &str, says: &[&str]) {
    let sandbox = Sandbox::with_study();
    library(&sandbox, "odd", source);
    sandbox.edit("study.yaml", "reference/chance", "odd/chance");
    sandbox
        .run(&["validate", "study.yaml", "--plugin-path", "plugins"])
        .ended(2)
        .says(says);
}

#[test]
fn plugin_of_another_contract_is_refused_before_anything_else_is_called() {
    validate_with(
        "#include <stdlib.h>\nunsigned emospec_abi_version(void) { return 7; }\nvoid *emospec_plugin(void) { abort(); }\n",
        &[
            "failed to load plugin `odd`",
            "version 7 of the plugin contract",
            "E042",
        ],
    );
}

#[test]
fn library_that_is_no_plugin_is_refused() {
    validate_with(
        "int other(void) { return 0; }\n",
        &["does not export `emospec_abi_version`"],
    );
}

#[test]
fn plugin_that_crashes_when_asked_what_it_is_costs_only_itself() {
    validate_with(
        "#include <stdlib.h>\n#include <stdio.h>\nunsigned emospec_abi_version(void) { return 1; }\n\
         void *emospec_plugin(void) { fputs(\"my last words\\n\", stderr); abort(); }\n",
        &["was ended by signal 6 (SIGABRT)", "my last words"],
    );
}

#[test]
fn file_that_is_no_library_is_refused() {
    let sandbox = Sandbox::with_study();
    sandbox.write("plugins/libodd.so", "not a library");
    sandbox.edit("study.yaml", "reference/chance", "odd/chance");
    sandbox
        .run(&["validate", "study.yaml", "--plugin-path", "plugins"])
        .ended(2)
        .says(&["failed to load plugin `odd`"]);
}

#[test]
fn failed_trial_is_told_in_the_table_and_the_others_finish() {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "  net:",
        "  agreement: {type: reference/agreement}\n  net:",
    );
    let ran = sandbox
        .run(&["run", "study.yaml", "-k"])
        .ended(1)
        .says(&["failed: pairs/pairing/official/0/agreement"]);
    assert!(ran.out.contains("failed"), "{}", ran.out);
    let scores = sandbox.read("results/study/scores.csv");
    assert!(scores.starts_with("dataset,task,split,fold,model,seed,query,metric,class,value\n"));
    assert!(
        scores.contains("pairs,pairing,official,0,agreement,0,,accuracy,,\n"),
        "{scores}"
    );
    assert!(!scores.contains("net,0,,accuracy,,\n"), "{scores}");
    // A failure is not stored: it is tried again.
    sandbox
        .run(&["run", "study.yaml", "-k"])
        .ended(1)
        .says(&["2 to run"]);
}

#[test]
fn list_shows_every_plugin_of_the_workspace() {
    let ran = Sandbox::new().run(&["plugin", "list"]).ended(0);
    for name in ["emomv/benchmark", "reference/chance", "synthetic/pairs"] {
        assert!(ran.out.contains(name), "{}", ran.out);
    }
}

#[test]
fn plugin_that_takes_minutes_to_build_is_left_out_of_the_default_build_alone() {
    let text = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let manifest: toml::Value = toml::from_str(&text).unwrap();
    let members = |key: &str| -> Vec<String> {
        let members = manifest["workspace"][key].as_array().unwrap();
        let members = members
            .iter()
            .map(|member| member.as_str().unwrap().to_owned());
        members.collect()
    };
    let by_default = members("default-members");
    let mut left_out = members("members");
    left_out.retain(|member| !by_default.contains(member));
    assert_eq!(left_out, ["plugins/onnx"]);
}

#[test]
fn two_plugins_of_one_name_are_an_error_that_names_both() {
    let sandbox = Sandbox::with_study();
    sandbox.write("plugins/reference/plugin.yaml", "command: [sh]\n");
    sandbox
        .run(&["validate", "study.yaml", "--plugin-path", "plugins"])
        .ended(2)
        .says(&[
            "two plugins are called `reference`",
            "plugins/reference and ",
            "rename one of them",
        ]);
    let ran = sandbox
        .run(&["plugin", "list", "--plugin-path", "plugins"])
        .ended(2)
        .says(&["two plugins are called `reference`"]);
    assert!(ran.out.contains("synthetic/pairs"), "{}", ran.out);
}

#[test]
fn plugins_of_the_project_and_of_the_user_are_found() {
    let sandbox = Sandbox::new();
    for folder in [".emospec/plugins/mine", "data/emospec/plugins/users"] {
        sandbox.write(
            &format!("{folder}/plugin.yaml"),
            "command: [no-such-program]\n",
        );
    }
    let data = sandbox.path().join("data");
    let output = sandbox
        .command(&["plugin", "list"])
        .env("XDG_DATA_HOME", data)
        .output();
    let ran = crate::sandbox::ran(&output.unwrap()).ended(2);
    for name in ["mine", "users"] {
        assert!(ran.err.contains(&format!("plugin `{name}`")), "{}", ran.err);
    }
}
