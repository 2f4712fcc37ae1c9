use super::Gallery;
use serde_json::Value;

use super::parts::Section;
use crate::text::html::script_json;
use crate::text::line;

/// Galleries that models rank, to be looked into query by query.
pub(super) fn section(galleries: &[Gallery]) -> Option<Section> {
    (!galleries.is_empty()).then(|| Section {
        id: "explorer",
        title: "Retrieval explorer",
        body: include_str!("explorer.html").to_owned(),
        entries: Vec::new(),
    })
}

pub(super) fn data(galleries: &[Gallery]) -> String {
    if galleries.is_empty() {
        return String::new();
    }
    format!(
        "<script type=\"application/json\" id=\"explorer-data\">{}</script>\n",
        script_json(&on_lines(
            serde_json::to_value(galleries).unwrap_or_default()
        ))
    )
}

/// The document with each text on one line.
fn on_lines(document: Value) -> Value {
    match document {
        Value::String(text) => Value::String(line(&text)),
        Value::Array(items) => items.into_iter().map(on_lines).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, member)| (name, on_lines(member)))
            .collect(),
        other => other,
    }
}
