//! Each room of the engine uses only the rooms that the design lets it use.

use std::fs;

use crate::sandbox::repository;

/// What each room may use. A room that is not listed may be used by those that name it, and uses what it likes.
const MAY_USE: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("files", &["diagnostic"]),
    ("text", &[]),
    ("metric", &[]),
    ("statistics", &[]),
    ("spec", &["diagnostic", "files", "dataset::format"]),
    ("dataset", &["spec", "files", "diagnostic"]),
    ("fetch", &["dataset", "spec", "files"]),
    ("audit", &["dataset", "spec", "metric"]),
    ("card", &["dataset", "audit", "spec", "files", "statistics"]),
    (
        "plugin",
        &["files", "diagnostic", "spec", "dataset", "metric"],
    ),
    (
        "conformance",
        &["plugin", "dataset", "spec", "files", "diagnostic"],
    ),
    ("fingerprint", &["files", "spec", "plugin", "text"]),
    (
        "validate",
        &[
            "spec",
            "dataset",
            "audit",
            "plugin",
            "metric",
            "files",
            "score",
            "diagnostic",
        ],
    ),
    (
        "plan",
        &[
            "validate",
            "spec",
            "dataset",
            "plugin",
            "files",
            "fingerprint",
        ],
    ),
    ("cache", &["fingerprint", "files"]),
    ("journal", &["plan", "fingerprint", "spec", "files"]),
    (
        "execute",
        &[
            "plan",
            "plugin",
            "dataset",
            "cache",
            "journal",
            "validate",
            "spec",
            "files",
            "diagnostic",
        ],
    ),
    (
        "make",
        &[
            "validate",
            "plan",
            "execute",
            "cache",
            "journal",
            "plugin",
            "dataset",
            "metric",
            "spec",
            "files",
            "diagnostic",
        ],
    ),
    (
        "slurm",
        &[
            "plan",
            "execute",
            "cache",
            "journal",
            "spec",
            "files",
            "diagnostic",
        ],
    ),
    ("score", &["spec"]),
    ("choose", &["plan", "score", "spec", "metric"]),
    (
        "evaluate",
        &["dataset", "metric", "execute", "plan", "score", "spec"],
    ),
    (
        "compare",
        &["score", "spec", "metric", "statistics", "tabulate"],
    ),
    (
        "tabulate",
        &["score", "spec", "metric", "statistics", "validate"],
    ),
    (
        "study",
        &[
            "spec",
            "dataset",
            "statistics",
            "tabulate",
            "plugin",
            "validate",
            "files",
            "diagnostic",
            "text",
        ],
    ),
    (
        "report",
        &[
            "tabulate", "score", "spec", "choose", "card", "metric", "validate", "text",
        ],
    ),
    ("page", &["text"]),
    ("figure", &["metric", "statistics"]),
    ("draw", &["figure", "text"]),
    (
        "results",
        &[
            "cache", "files", "plan", "spec", "validate", "figure", "draw",
        ],
    ),
];

#[test]
fn rooms_use_only_what_they_may() {
    let root = repository().join("engine/src");
    let mut wrong = Vec::new();
    for (room, may_use) in MAY_USE {
        let files = walkdir::WalkDir::new(&root)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap);
        let own = |path: &std::path::Path| {
            let inside = path.strip_prefix(&root).unwrap();
            inside.starts_with(room) || inside == std::path::Path::new(&format!("{room}.rs"))
        };
        let is_code = |path: &std::path::Path| path.extension().is_some_and(|it| it == "rs");
        for file in files.filter(|entry| is_code(entry.path()) && own(entry.path())) {
            let text = fs::read_to_string(file.path()).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for line in code.lines() {
                let Some(used) = line.trim().strip_prefix("use crate::") else {
                    continue;
                };
                let fits =
                    used.starts_with(room) || may_use.iter().any(|other| used.starts_with(other));
                if !fits {
                    wrong.push(format!("{}: {line}", file.path().display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn engine_does_not_know_its_field() {
    let root = repository().join("engine/src");
    for file in walkdir::WalkDir::new(root).into_iter().map(Result::unwrap) {
        // The starter spec is an example of the founding field.
        if file
            .path()
            .extension()
            .is_none_or(|extension| extension != "rs")
        {
            continue;
        }
        let text = fs::read_to_string(file.path()).unwrap().to_lowercase();
        for word in ["emotion", "emomv", "music"] {
            assert!(
                !text.contains(word),
                "{} says {word}",
                file.path().display()
            );
        }
    }
}
