//! From `emospec plugin new` to a row in a table, in a project of one's own.

use std::process::Command;

use crate::sandbox::Sandbox;

/// A study with a model of the plugin `prior` among the others.
fn with_prior() -> Sandbox {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "  net:",
        "  prior: {type: prior/prior, params: {smoothing: 1.0}}\n  net:",
    );
    sandbox
}

/// The plugin keeps the rules, is described, and has its row.
fn is_in_the_table(sandbox: &Sandbox, folder: &str) {
    let checked = sandbox.run(&["plugin", "check", folder]).ended(0);
    assert!(checked.out.contains("0 failed"), "{}", checked.out);
    let told = sandbox.run(&["plugin", "info", "prior/prior"]).ended(0);
    for text in [
        "model prior/prior",
        "smoothing",
        "0.0",
        "Rows added to each class before counting.",
    ] {
        assert!(told.out.contains(text), "{}", told.out);
    }
    let ran = sandbox.run(&["run", "study.yaml"]).ended(0);
    assert!(ran.row("prior").contains('±'), "{}", ran.out);
    sandbox.edit("study.yaml", "smoothing: 1.0", "smooting: 1.0");
    sandbox
        .run(&["validate", "study.yaml"])
        .ended(2)
        .says(&["unknown parameter `smooting`", "did you mean `smoothing`?"]);
}

#[test]
fn new_plugin_in_rust_is_in_the_table() {
    let sandbox = with_prior();
    let ran = sandbox.run(&["plugin", "new", "prior"]).ended(0);
    assert!(
        ran.out.contains("wrote .emospec/plugins/prior/src/lib.rs"),
        "{}",
        ran.out
    );
    is_in_the_table(&sandbox, ".emospec/plugins/prior");
}

#[test]
fn new_plugin_in_c_is_in_the_table() {
    let sandbox = with_prior();
    sandbox
        .run(&["plugin", "new", "prior", "--language", "c"])
        .ended(0);
    sandbox
        .run(&["plugin", "check", ".emospec/plugins/prior"])
        .ended(2)
        .says(&["there is no plugin in the folder", "build it first"]);
    let made = Command::new("make")
        .args(["-s", "-C", ".emospec/plugins/prior", "CFLAGS=-Werror"])
        .current_dir(sandbox.path())
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    is_in_the_table(&sandbox, ".emospec/plugins/prior");
}

#[test]
fn new_plugin_in_rust_becomes_a_member_of_the_workspace_around_it() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\n    \"engine\", # the engine\n    \"plugins/api\",\n    \"plugins/sdk\",\n]\n\
         default-members = [\n    \"plugins/api\",\n]\n\n\
         [workspace.dependencies]\nemospec-sdk = { path = \"plugins/sdk\" }\n",
    );
    sandbox.write("plugins/README", "");
    sandbox.run(&["plugin", "new", "prior"]).ended(0);
    let workspace = sandbox.read("Cargo.toml");
    let members = "    \"plugins/api\",\n    \"plugins/prior\",\n    \"plugins/sdk\",\n]";
    assert!(workspace.contains(members), "{workspace}");
    assert!(workspace.contains("# the engine"), "{workspace}");
    let by_default = "default-members = [\n    \"plugins/api\",\n    \"plugins/prior\",\n]";
    assert!(workspace.contains(by_default), "{workspace}");
    let package = sandbox.read("plugins/prior/Cargo.toml");
    assert!(
        package.contains("emospec-sdk.workspace = true"),
        "{package}"
    );
    assert!(!package.contains("[workspace]"), "{package}");
    // A plugin in another language is a folder that Cargo does not know.
    sandbox
        .run(&["plugin", "new", "other", "--language", "python"])
        .ended(0);
    assert_eq!(sandbox.read("Cargo.toml"), workspace);
    assert!(sandbox.path().join("plugins/other/plugin.yaml").is_file());
}

#[test]
fn new_plugin_overwrites_nothing_and_has_a_plain_name() {
    let sandbox = Sandbox::new();
    sandbox.write(".emospec/plugins/prior/src/lib.rs", "my work");
    sandbox
        .run(&["plugin", "new", "prior"])
        .ended(2)
        .says(&["exists already"]);
    assert_eq!(sandbox.read(".emospec/plugins/prior/src/lib.rs"), "my work");
    for name in ["../prior", "Prior", "1prior", ""] {
        sandbox
            .run(&["plugin", "new", name])
            .ended(2)
            .says(&["a lower-case letter"]);
    }
}
