//! Diagnostics about values, without their place.

use serde_json::Value;

use super::{pointer, words};
use crate::diagnostic::{Code, Diagnostic, listed, nearest, quoted};

/// Where a key stands: "in `models.net`".
pub fn within(at: &str) -> String {
    if at.is_empty() {
        "at the top level".to_owned()
    } else {
        format!("in {}", quoted(&pointer::dotted(at)))
    }
}

/// A value of another kind than a schema takes, or another word than it lists.
pub fn unfit(value: &Value, root: &Value, schema: &Value) -> Diagnostic {
    if let (Some(choices), true) = (words::choices(root, schema), value.is_string()) {
        return not_a_choice(value, &choices);
    }
    let wanted = words::accepted(root, schema);
    let message = format!("expected {wanted}, found {}", words::kind(value));
    Diagnostic::error(Code::WrongKind, message).help(remedy(value, &wanted))
}

/// What to do about the usual mistakes with YAML's kinds.
fn remedy(value: &Value, wanted: &str) -> Option<String> {
    let text = value.as_str().unwrap_or_default().to_lowercase();
    if wanted.contains("`true`") && ["yes", "no", "on", "off", "y", "n"].contains(&&*text) {
        Some("booleans are `true` and `false`".to_owned())
    } else if wanted.contains("number") && text.replace('_', "").parse::<f64>().is_ok() {
        Some("write numbers without quotes, underscores and leading zeros".to_owned())
    } else if wanted.contains("text") && (value.is_number() || value.is_boolean()) {
        Some(format!("put it in quotes: '{value}'"))
    } else {
        None
    }
}

/// A word that is none of those listed.
pub fn not_a_choice(word: &Value, choices: &[String]) -> Diagnostic {
    let shown = word
        .as_str()
        .map_or_else(|| word.to_string(), str::to_owned);
    let names = || choices.iter().map(String::as_str);
    Diagnostic::error(
        Code::NotAChoice,
        format!("{} is none of the words accepted here", quoted(&shown)),
    )
    .did_you_mean(nearest(&shown, names()))
    .help(format!("it takes: {}", listed(names())))
}

/// Text that does not match the pattern of a schema.
pub fn bad_form(value: &Value, schema: &Value) -> Diagnostic {
    let text = quoted(value.as_str().unwrap_or_default());
    let message = match schema["title"].as_str() {
        Some(title) => format!("{text} is not a {}", title.to_lowercase()),
        None => format!("{text} does not have the form required"),
    };
    let form = schema["description"].as_str().map(str::to_owned);
    let pattern = || {
        schema["pattern"]
            .as_str()
            .map(|pattern| format!("it matches {}", quoted(pattern)))
    };
    Diagnostic::error(Code::BadForm, message).help(form.or_else(pattern))
}

/// A list with equal items: the index of the first that was there before.
pub fn repeated(list: &Value) -> (usize, Diagnostic) {
    let items = list.as_array().map_or(&[][..], Vec::as_slice);
    let is_again = |index: &usize| items[..*index].contains(&items[*index]);
    let again = (1..items.len()).find(is_again).unwrap_or(0);
    let item = items.get(again).unwrap_or(list);
    let shown = item
        .as_str()
        .map_or_else(|| item.to_string(), str::to_owned);
    (
        again,
        Diagnostic::error(Code::Repeated, format!("{} is given twice", quoted(&shown))),
    )
}
