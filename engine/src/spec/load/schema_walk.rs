//! Finding one's way in a JSON Schema: references, alternatives and the schemas of keys.

use serde_json::Value;

use super::pointer;

/// References followed before a schema is taken to refer to itself.
const LONGEST: usize = 32;

/// The schema that a schema's local `$ref` means, or the schema itself.
pub fn target<'s>(root: &'s Value, mut schema: &'s Value) -> &'s Value {
    for _ in 0..LONGEST {
        let Some(next) = schema["$ref"]
            .as_str()
            .and_then(|text| root.pointer(text.strip_prefix('#')?))
        else {
            break;
        };
        schema = next;
    }
    schema
}

/// A schema's alternatives (`anyOf`, `oneOf`, `allOf`, with references followed), or it alone.
pub fn alternatives<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let mut open = vec![schema];
    let mut found = Vec::new();
    while let Some(schema) = open.pop() {
        let schema = target(root, schema);
        found.push(schema);
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let branches = schema[keyword].as_array().into_iter().flatten();
            if found.len() < LONGEST {
                open.extend(branches.rev());
            }
        }
    }
    found
}

/// The schemas of a key or index below a schema.
pub fn below<'s>(root: &'s Value, schema: &'s Value, key: &str) -> Vec<&'s Value> {
    alternatives(root, schema)
        .into_iter()
        .filter_map(|schema| {
            let named = schema["properties"].get(key);
            let by_pattern = || schema["patternProperties"].as_object()?.values().next();
            named
                .or_else(by_pattern)
                .or_else(|| {
                    schema
                        .get("additionalProperties")
                        .filter(|open| open.is_object())
                })
                .or_else(|| schema.get("items").filter(|_| key.parse::<usize>().is_ok()))
        })
        .collect()
}

/// The schemas of the value at a pointer.
pub fn at<'s>(root: &'s Value, pointer: &str) -> Vec<&'s Value> {
    pointer::keys(pointer).fold(vec![root], |schemas, key| {
        schemas
            .into_iter()
            .flat_map(|schema| below(root, schema, &key))
            .collect()
    })
}

/// The names of the keys a map of this schema may have, where they are fixed.
pub fn properties<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s str> {
    alternatives(root, schema)
        .into_iter()
        .filter_map(|schema| schema["properties"].as_object())
        .flat_map(|properties| properties.keys().map(String::as_str))
        .collect()
}

/// Whether a map of this schema may have any key.
pub fn is_open(root: &Value, schema: &Value) -> bool {
    alternatives(root, schema)
        .into_iter()
        .any(|schema| schema["additionalProperties"] == true)
}
