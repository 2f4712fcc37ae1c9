//! What a schema accepts and what a value is, in words.

use serde_json::Value;

use super::schema_walk::target;
use crate::diagnostic::{listed, quoted};

/// What a schema accepts: "a name", "a list of text", "one of `a`, `b`", "a whole number or a list of names".
pub fn accepted(root: &Value, schema: &Value) -> String {
    let schema = target(root, schema);
    if let Some(choices) = choices(root, schema) {
        let names = listed(choices.iter().map(String::as_str));
        return if choices.len() == 1 {
            names
        } else {
            format!("one of {names}")
        };
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(branches) = schema[keyword].as_array() {
            let mut kinds: Vec<_> = branches
                .iter()
                .map(|branch| accepted(root, branch))
                .collect();
            kinds.retain(|kind| kind != NOTHING);
            kinds.dedup();
            return kinds.join(" or ");
        }
    }
    match &schema["type"] {
        Value::String(kind) => of_type(root, schema, kind),
        Value::Array(kinds) => {
            let kinds = kinds
                .iter()
                .filter_map(Value::as_str)
                .filter(|kind| *kind != "null");
            kinds
                .map(|kind| of_type(root, schema, kind))
                .collect::<Vec<_>>()
                .join(" or ")
        }
        _ => "another value".to_owned(),
    }
}

const NOTHING: &str = "nothing";

fn of_type(root: &Value, schema: &Value, kind: &str) -> String {
    match kind {
        "string" => match schema["title"].as_str() {
            Some(title) => format!("a {}", title.to_lowercase()),
            None => "text".to_owned(),
        },
        "integer" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => match schema.get("items").filter(|items| items.is_object()) {
            Some(items) => format!("a list of {}", plural(&accepted(root, items))),
            None => "a list".to_owned(),
        },
        "object" => match schema["properties"].as_object() {
            Some(keys) => format!("a map of {}", listed(keys.keys().map(String::as_str))),
            None => "a map".to_owned(),
        },
        "null" => NOTHING.to_owned(),
        other => other.to_owned(),
    }
}

/// "a name" becomes "names"; what is no single noun stays.
fn plural(kind: &str) -> String {
    match kind.strip_prefix("a ") {
        Some(noun) if !noun.contains([' ', '`']) || noun == "whole number" => format!("{noun}s"),
        _ => kind.strip_prefix("a ").unwrap_or(kind).to_owned(),
    }
}

/// The words a schema lists (`enum`, `const`, or `oneOf` of these), where it takes nothing else.
pub fn choices(root: &Value, schema: &Value) -> Option<Vec<String>> {
    let schema = target(root, schema);
    if let Some(only) = schema.get("const") {
        return Some(vec![word(only)]);
    }
    if let Some(values) = schema["enum"].as_array() {
        return Some(
            values
                .iter()
                .filter(|value| !value.is_null())
                .map(word)
                .collect(),
        );
    }
    let branches = schema["oneOf"]
        .as_array()
        .or_else(|| schema["anyOf"].as_array())?;
    let mut all = Vec::new();
    for branch in branches.iter().filter(|branch| branch["type"] != "null") {
        all.extend(choices(root, branch)?);
    }
    Some(all)
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// What a value is: "text `abc`", "the number 3", "a list".
pub fn kind(value: &Value) -> String {
    match value {
        Value::Null => NOTHING.to_owned(),
        Value::Bool(truth) => quoted(&truth.to_string()),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("text {}", quoted(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a map".to_owned(),
    }
}

/// The first sentence of a schema's description, or of the schema it refers to.
pub fn meaning<'s>(root: &'s Value, schema: &'s Value) -> Option<&'s str> {
    let text = schema["description"]
        .as_str()
        .or_else(|| target(root, schema)["description"].as_str())?;
    let paragraph = text.split("\n\n").next()?;
    Some(
        paragraph
            .split_once(". ")
            .map_or(paragraph, |(sentence, _)| sentence)
            .trim_end_matches('.'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas_are_said_in_words() {
        let root = json!({"$defs": {
            "Name": {"type": "string", "title": "Name"},
            "Side": {"oneOf": [{"const": "left", "type": "string"}, {"const": "right", "type": "string"}]},
        }});
        let name = json!({"$ref": "#/$defs/Name"});
        let cases = [
            (name.clone(), "a name"),
            (
                json!({"anyOf": [name, {"type": "array", "items": name}]}),
                "a name or a list of names",
            ),
            (json!({"anyOf": [name, {"type": "null"}]}), "a name"),
            (json!({"type": ["integer", "null"]}), "a whole number"),
            (
                json!({"type": "array", "items": {"type": "integer"}}),
                "a list of whole numbers",
            ),
            (
                json!({"type": "array", "items": {"$ref": "#/$defs/Side"}}),
                "a list of one of `left`, `right`",
            ),
            (
                json!({"type": "object", "properties": {"at": {}, "names": {}}}),
                "a map of `at`, `names`",
            ),
        ];
        for (schema, words) in cases {
            assert_eq!(accepted(&root, &schema), words);
        }
    }
}
