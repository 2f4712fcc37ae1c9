use std::fmt::Write as _;

use super::parts::{Section, plain_table, text};

/// What results come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageProvenance {
    /// Engine, contract and machine: what and which.
    pub facts: Vec<(String, String)>,
    /// The plugins: name, version, digest.
    pub plugins: Vec<[String; 3]>,
    /// The files that were read: dataset, path, digest.
    pub inputs: Vec<[String; 3]>,
}

pub(super) fn section(provenance: &PageProvenance) -> Section {
    let mut body = "<dl class=\"facts\">\n".to_owned();
    for (what, which) in &provenance.facts {
        let _ = writeln!(body, "<dt>{}</dt><dd>{}</dd>", text(what), text(which));
    }
    body.push_str("</dl>\n");
    for (caption, first, second, rows) in [
        ("Plugins", "plugin", "version", &provenance.plugins),
        ("Inputs", "dataset", "file", &provenance.inputs),
    ] {
        if rows.is_empty() {
            continue;
        }
        let rows = rows.iter().map(<[String; 3]>::as_slice);
        body.push_str(&plain_table(caption, &[first, second, "SHA-256"], rows));
    }
    Section {
        id: "provenance",
        title: "Provenance",
        body,
        entries: Vec::new(),
    }
}
