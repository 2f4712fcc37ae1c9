//! The rules of the conformance kit as tests of the plugin's own crate. What checks them is the engine's command
//! `emospec plugin check`, so that every plugin is held to the same rules, whatever it is written in.

use std::env;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde::Deserialize;

/// What `emospec plugin check --json` prints.
#[derive(Debug, Deserialize)]
struct Report {
    plugins: Vec<Plugin>,
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, Deserialize)]
struct Plugin {
    components: Vec<Component>,
}

#[derive(Debug, Deserialize)]
struct Component {
    kind: String,
    name: String,
    rules: Vec<Verdict>,
}

#[derive(Debug, Deserialize)]
struct Verdict {
    rule: String,
    outcome: String,
    seen: Option<String>,
    change: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Diagnostic {
    message: String,
}

/// The one check that all tests of a process look at.
static REPORT: OnceLock<Result<Report, String>> = OnceLock::new();

/// Ends the test where a component of the plugin in `folder` breaks a rule.
///
/// # Panics
/// Where one does, or the plugin cannot be checked.
pub fn assert_kept(rule: &str, folder: &str) {
    let broken = match REPORT.get_or_init(|| report(Path::new(folder))) {
        Ok(report) => report.broken(rule),
        Err(message) => message.clone(),
    };
    assert!(broken.is_empty(), "{broken}");
}

fn report(folder: &Path) -> Result<Report, String> {
    let command = command();
    let output = Command::new(&command)
        .args(["plugin", "check", "--json"])
        .arg(folder)
        .output()
        .map_err(|error| {
            format!(
                "failed to start `{}`: {error}; build it with `cargo build`, install it with `cargo install \
                 --path engine`, or name it in EMOSPEC",
                command.display()
            )
        })?;
    let report: Report = serde_json::from_slice(&output.stdout).map_err(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!(
            "`{}` printed no report ({error}): {said}",
            command.display()
        )
    })?;
    match report.diagnostics.first() {
        Some(diagnostic) => Err(diagnostic.message.clone()),
        None => Ok(report),
    }
}

/// The command that checks: what `EMOSPEC` names, else the one that was built beside these tests, else the one on the
/// path.
fn command() -> PathBuf {
    if let Some(named) = env::var_os("EMOSPEC").filter(|named| !named.is_empty()) {
        return named.into();
    }
    let name = format!("emospec{}", env::consts::EXE_SUFFIX);
    // Test binaries lie in `deps`, one folder below.
    let beside = env::current_exe()
        .ok()
        .and_then(|test| Some(test.parent()?.parent()?.join(&name)));
    beside
        .filter(|path| path.is_file())
        .unwrap_or_else(|| name.into())
}

impl Report {
    /// What was seen of a rule where it is broken, component by component.
    fn broken(&self, rule: &str) -> String {
        let mut text = String::new();
        for component in self.plugins.iter().flat_map(|plugin| &plugin.components) {
            let verdicts = component.rules.iter();
            let broken =
                verdicts.filter(|verdict| verdict.rule == rule && verdict.outcome == "failed");
            for verdict in broken {
                // Writing to a string cannot fail.
                let _ = writeln!(
                    text,
                    "{} `{}` breaks the rule `{rule}`\n  seen: {}\n  change: {}",
                    component.kind,
                    component.name,
                    verdict.seen.as_deref().unwrap_or_default(),
                    verdict.change.as_deref().unwrap_or_default()
                );
            }
        }
        text
    }
}

/// Makes one test of each rule of the conformance kit, for all components of the plugin whose crate it stands in. A file
/// `tests/conformance.rs` with this one line is enough:
///
/// ```text
/// emospec_sdk::conformance_tests!();
/// ```
///
/// The tests share one run of `emospec plugin check`, which builds the plugin where it must. The command is the one that
/// the environment variable `EMOSPEC` names, else the one that Cargo built in the same workspace, else the one on the
/// path. `emospec plugin check --list` says what each rule asks.
#[macro_export]
macro_rules! conformance_tests {
    () => {
        $crate::conformance_tests! {
            manifest "manifest",
            parameters "parameters",
            outputs "outputs",
            columns "columns",
            same_seed "same-seed",
            same_request "same-request",
            other_seed "other-seed",
            threads "threads",
            save_load "save-load",
            row_order "row-order",
            batch_size "batch-size",
            progress "progress",
            cancellation "cancellation",
            degenerate "degenerate",
            scratch "scratch",
            stderr_only "stderr-only",
        }
    };
    ($($test:ident $rule:literal,)+) => {
        $(
            #[test]
            fn $test() {
                $crate::private::assert_kept($rule, env!("CARGO_MANIFEST_DIR"));
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_is_told_with_its_remedy() {
        let report: Report = serde_json::from_str(
            r#"{"plugins": [{"name": "a", "path": "/a", "components": [{"kind": "model", "name": "net", "rules": [
                {"rule": "threads", "outcome": "failed", "seen": "other bytes", "change": "use one"},
                {"rule": "outputs", "outcome": "passed", "seen": null, "change": null}]}]}]}"#,
        )
        .unwrap();
        assert_eq!(report.broken("outputs"), "");
        assert_eq!(
            report.broken("threads"),
            "model `net` breaks the rule `threads`\n  seen: other bytes\n  change: use one\n"
        );
    }
}
