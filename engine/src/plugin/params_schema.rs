//! What a plugin's schema of parameters must be before the engine works with it.
//!
//! A schema decides how long it takes to follow it: one that refers to itself, or whose references multiply, would never
//! come to an end. References therefore go to `$defs` alone, and what they unfold to is counted.

use serde_json::Value;

use crate::diagnostic::{printable, quoted};
use crate::spec::load::compile;

/// Levels of a schema with its references unfolded.
const DEEPEST: usize = 64;
/// Values in a schema with its references unfolded.
const LARGEST: usize = 100_000;
/// Keywords whose meaning depends on more than the place they stand at.
const FOREIGN: [&str; 6] = [
    "$dynamicRef",
    "$dynamicAnchor",
    "$recursiveRef",
    "$anchor",
    "$id",
    "$vocabulary",
];

/// Checks the schema of a component's parameters.
///
/// # Errors
/// What is wrong with it, as what follows "its `params_schema`".
pub(super) fn check_params_schema(schema: &Value) -> Result<(), String> {
    if !schema.is_object() {
        return Err("is no object".to_owned());
    }
    let mut unfolding = Unfolding {
        root: schema,
        left: LARGEST,
    };
    unfolding.walk(schema, 0)?;
    compile(schema).map_err(|error| {
        let error = error.to_string();
        format!("is no JSON Schema: {}", printable(&error))
    })?;
    Ok(())
}

struct Unfolding<'a> {
    root: &'a Value,
    left: usize,
}

impl<'a> Unfolding<'a> {
    fn walk(&mut self, value: &'a Value, depth: usize) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("refers to itself, or nests too deep".to_owned());
        }
        self.left = self
            .left
            .checked_sub(1)
            .ok_or("is too large with its references unfolded")?;
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| self.walk(item, depth + 1)),
            Value::Object(entries) => {
                if let Some(keyword) = FOREIGN.iter().find(|&&word| entries.contains_key(word)) {
                    return Err(format!("has `{keyword}`, which parameters do without"));
                }
                if let Some(reference) = entries.get("$ref") {
                    let unfolded = self.referred(reference)?;
                    self.walk(unfolded, depth + 1)?;
                }
                let values = entries.iter().filter(|(key, _)| *key != "$defs");
                values
                    .map(|(_, value)| value)
                    .try_for_each(|value| self.walk(value, depth + 1))
            }
            _ => Ok(()),
        }
    }

    fn referred(&self, reference: &Value) -> Result<&'a Value, String> {
        let text = reference.as_str().unwrap_or_default();
        text.strip_prefix('#')
            .filter(|pointer| pointer.starts_with("/$defs/"))
            .and_then(|pointer| self.root.pointer(pointer))
            .ok_or_else(|| format!("refers to {}, which is nothing under `$defs`", quoted(text)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schema_that_would_never_end_is_refused() {
        let twice = |name: &str| json!({"allOf": [{"$ref": name}, {"$ref": name}]});
        let mut doubling = serde_json::Map::new();
        for level in 0..18 {
            doubling.insert(
                format!("d{level}"),
                twice(&format!("#/$defs/d{}", level + 1)),
            );
        }
        doubling.insert("d18".to_owned(), json!({}));
        let cases = [
            (json!([]), "is no object"),
            (json!({"allOf": [{"$ref": "#"}]}), "nothing under `$defs`"),
            (
                json!({"$ref": "http://example.org/"}),
                "nothing under `$defs`",
            ),
            (
                json!({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}}),
                "refers to itself",
            ),
            (
                json!({"$ref": "#/$defs/d0", "$defs": doubling}),
                "too large",
            ),
            (json!({"$dynamicRef": "#x"}), "`$dynamicRef`"),
            (json!({"type": "no type"}), "is no JSON Schema"),
            (
                json!({"properties": {"a": {"pattern": "("}}}),
                "is no JSON Schema",
            ),
        ];
        for (schema, expected) in cases {
            let refused = check_params_schema(&schema).unwrap_err();
            assert!(refused.contains(expected), "{schema}: {refused}");
        }
    }

    #[test]
    fn schema_with_definitions_passes() {
        let schema = json!({
            "type": "object",
            "properties": {"kernel": {"$ref": "#/$defs/kernel"}, "again": {"$ref": "#/$defs/kernel"}},
            "$defs": {"kernel": {"enum": ["linear", "gaussian"]}},
        });
        assert_eq!(check_params_schema(&schema), Ok(()));
    }
}
