//! `emospec plugin check`: components that break one rule each, in `tests/nonconforming`, and what is told of them.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::sandbox::{Sandbox, repository};

/// The folder of the components that each break the rule they are named after.
fn nonconforming() -> String {
    let folder = repository().join("tests/nonconforming");
    folder.to_str().unwrap().to_owned()
}

fn report(out: &str) -> Value {
    serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {out}"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

#[test]
fn each_component_breaks_the_rule_it_is_named_after_and_no_other() {
    let folder = nonconforming();
    let ran = Sandbox::new()
        .run(&["plugin", "check", "--json", &folder])
        .ended(1);
    let report = report(&ran.out);
    let plugin = &report["plugins"][0];
    assert_eq!(plugin["name"], "nonconforming");
    assert_eq!(plugin["path"], folder.as_str());
    assert_eq!(list(plugin, "components").len(), 1 + 15 + 3 + 5);
    for component in list(plugin, "components") {
        let broken: Vec<_> = list(component, "rules")
            .iter()
            .filter(|rule| rule["outcome"] == "failed")
            .collect();
        let names: Vec<_> = broken.iter().map(|rule| &rule["rule"]).collect();
        let name = &component["name"];
        if name == "good" || component["kind"] == "plugin" {
            let kept = list(component, "rules");
            let is_kept = kept.iter().all(|rule| rule["outcome"] == "passed");
            assert!(is_kept, "{component:#}");
        } else {
            assert_eq!(names, [name], "{component:#}");
            for key in ["seen", "change"] {
                assert!(
                    !broken[0][key].as_str().unwrap().is_empty(),
                    "{component:#}"
                );
            }
        }
    }
}

#[test]
fn every_rule_is_broken_by_some_component_and_tested_by_the_sdk() {
    let listed = report(
        &Sandbox::new()
            .run(&["plugin", "check", "--list", "--json"])
            .out,
    );
    let ids: Vec<&str> = list(&listed, "rules")
        .iter()
        .map(|rule| rule["rule"].as_str().unwrap())
        .collect();
    let sdk = fs::read_to_string(repository().join("plugins/sdk/src/conformance.rs")).unwrap();
    let tested: Vec<_> = ids
        .iter()
        .map(|id| format!("            {} \"{id}\",\n", id.replace('-', "_")))
        .collect();
    assert!(
        sdk.contains(&tested.concat()),
        "the rules in plugins/sdk/src/conformance.rs are not those of `emospec plugin check --list`: {ids:?}"
    );
    let mut sources = String::new();
    for file in ["way.rs", "source.rs", "extractor.rs"] {
        let path = repository().join("tests/nonconforming/src").join(file);
        sources += &fs::read_to_string(path).unwrap();
    }
    for id in ids {
        assert!(
            sources.contains(&format!("name: \"{id}\"")),
            "no component breaks {id}"
        );
    }
}

#[test]
fn a_broken_rule_is_told_with_what_was_seen_and_what_to_change() {
    let ran = Sandbox::new()
        .run(&["plugin", "check", &nonconforming(), "--rule", "threads"])
        .ended(1);
    let expected = "    failed  threads\n            seen: classification of two views: with two threads, output `match` is ";
    assert!(ran.out.contains(expected), "{}", ran.out);
    assert!(
        ran.out.contains("            change: use one thread"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("the outputs differ every time: see `same-seed`")
    );
    assert!(
        ran.out.ends_with("11 rules passed, 1 failed\n"),
        "{}",
        ran.out
    );
}

#[test]
fn what_cannot_be_checked_is_unusable() {
    let sandbox = Sandbox::new();
    sandbox
        .run(&["plugin", "check", "referense"])
        .ended(2)
        .says(&["no plugin `referense`", "did you mean `reference`?"]);
    sandbox
        .run(&["plugin", "check", "--rule", "same-sed"])
        .ended(2)
        .says(&["there is no rule `same-sed`", "did you mean `same-seed`?"]);
    sandbox.write("libodd.so", "not a library");
    let ran = sandbox
        .run(&["plugin", "check", "--json", "libodd.so"])
        .ended(2);
    let message = &report(&ran.out)["diagnostics"][0]["message"];
    let message = message.as_str().unwrap();
    assert!(message.contains("failed to load plugin `odd`"), "{message}");
}

/// Builds a plugin in C that says this of itself.
fn plugin_that_says(sandbox: &Sandbox, name: &str, manifest: &str) -> String {
    let source = format!(
        "#include <string.h>\n#include \"emospec.h\"\n\
         static EmospecText text(const char *s) {{ return (EmospecText){{(const uint8_t *)s, strlen(s)}}; }}\n\
         static int32_t manifest(const EmospecHost *host) {{\n\
         host->document(host->context, text(\"manifest\"), text({manifest:?}));\nreturn EMOSPEC_OK;\n}}\n\
         uint32_t emospec_abi_version(void) {{ return EMOSPEC_ABI_VERSION; }}\n\
         const EmospecPlugin *emospec_plugin(void) {{\n\
         static const EmospecPlugin plugin = {{.struct_size = sizeof plugin, .manifest = manifest}};\n\
         return &plugin;\n}}\n"
    );
    sandbox.write("plugin.c", source);
    let library = format!("lib{name}.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o", &library, "plugin.c", "-I"])
        .arg(repository().join("plugins/api"))
        .current_dir(sandbox.path())
        .status()
        .unwrap();
    assert!(built.success());
    library
}

#[test]
fn manifest_of_a_plugin_is_checked_as_a_whole() {
    let cases = [
        (
            r#"{"name": "other", "version": "1.0.0", "summary": "Nothing."}"#,
            "the plugin is called `other`, and is found as `odd_one`",
        ),
        (
            r#"{"name": "odd-one", "version": "new", "summary": "Nothing."}"#,
            "its version is `new`",
        ),
        (
            r#"{"name": "odd-one", "version": "1.0.0"}"#,
            "its summary is",
        ),
        (
            r#"{"name": "odd-one", "version": "1.0.0", "summary": "Nothing."}"#,
            "it has no model, no source and no extractor",
        ),
    ];
    for (manifest, seen) in cases {
        let sandbox = Sandbox::new();
        let library = plugin_that_says(&sandbox, "odd_one", manifest);
        let ran = sandbox.run(&["plugin", "check", &library]).ended(1);
        assert!(ran.out.contains(seen), "{}", ran.out);
        assert!(
            ran.out.ends_with("0 rules passed, 1 failed\n"),
            "{}",
            ran.out
        );
    }
}
