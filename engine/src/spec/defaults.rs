use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::Params;
use super::load::{compile, target};

/// Levels of defaults within defaults, for schemas that refer to themselves.
const DEEPEST: usize = 32;

/// Parameters as a component receives them: each default of its schema filled in, whole numbers written as
/// fractions where the schema says `number` (so that `1` and `1.0` have one fingerprint), and keys sorted.
///
/// Of alternatives (`anyOf`, `oneOf`), the first that accepts a value is the one whose defaults it gets. Parameters
/// are expected to be valid; those that are not are passed on as they are.
pub fn resolve_defaults(schema: &Value, params: &Params) -> Params {
    match (Resolving { root: schema }).value(schema, Value::Object(params.clone()), 0) {
        Value::Object(params) => params,
        _ => params.clone(),
    }
}

struct Resolving<'a> {
    root: &'a Value,
}

impl Resolving<'_> {
    fn value(&self, schema: &Value, value: Value, depth: usize) -> Value {
        let schema = target(self.root, schema);
        let value = match value {
            Value::Number(number) if takes_fractions(schema) => {
                Value::Number(with_fraction(number))
            }
            Value::Array(items) => {
                let schemas = item_schemas(schema);
                let items = items.into_iter().enumerate();
                items
                    .map(|(index, item)| self.value(schemas(index), item, depth + 1))
                    .collect()
            }
            Value::Object(entries) => Value::Object(self.object(schema, entries, depth)),
            other => other,
        };
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let value = parts.fold(value, |value, part| self.value(part, value, depth + 1));
        match self.branch(schema, &value) {
            Some(branch) => self.value(branch, value, depth + 1),
            None => value,
        }
    }

    fn object(
        &self,
        schema: &Value,
        entries: Map<String, Value>,
        depth: usize,
    ) -> Map<String, Value> {
        let mut sorted: BTreeMap<_, _> = entries.into_iter().collect();
        let properties = schema["properties"].as_object();
        for (key, property) in properties.into_iter().flatten() {
            let default = || {
                property
                    .get("default")
                    .or_else(|| target(self.root, property).get("default"))
            };
            if !sorted.contains_key(key)
                && depth < DEEPEST
                && let Some(default) = default()
            {
                sorted.insert(key.clone(), default.clone());
            }
        }
        let resolved = sorted.into_iter().map(|(key, value)| {
            let below = properties.and_then(|properties| properties.get(&key));
            let value = self.value(
                below.unwrap_or(&schema["additionalProperties"]),
                value,
                depth + 1,
            );
            (key, value)
        });
        resolved.collect()
    }

    /// The first alternative that accepts a value.
    fn branch<'s>(&self, schema: &'s Value, value: &Value) -> Option<&'s Value> {
        let branches = schema["anyOf"]
            .as_array()
            .or_else(|| schema["oneOf"].as_array())?;
        branches.iter().find(|branch| self.accepts(branch, value))
    }

    fn accepts(&self, branch: &Value, value: &Value) -> bool {
        let mut whole = branch.clone();
        if let (Some(whole), Some(shared)) = (whole.as_object_mut(), self.root.get("$defs")) {
            whole.insert("$defs".to_owned(), shared.clone());
        }
        compile(&whole).is_ok_and(|validator| validator.is_valid(value))
    }
}

/// The schema of each item of a list.
fn item_schemas<'s>(schema: &'s Value) -> impl Fn(usize) -> &'s Value {
    move |index| schema["prefixItems"].get(index).unwrap_or(&schema["items"])
}

fn takes_fractions(schema: &Value) -> bool {
    match &schema["type"] {
        Value::Array(kinds) => {
            kinds.iter().any(|kind| kind == "number") && kinds.iter().all(|kind| kind != "integer")
        }
        kind => kind == "number",
    }
}

/// The number as a double, unless that would change it.
fn with_fraction(number: Number) -> Number {
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    let size = number
        .as_i64()
        .map(i64::unsigned_abs)
        .or_else(|| number.as_u64());
    match (size, number.as_f64()) {
        (Some(size), Some(double)) if size <= EXACT => Number::from_f64(double).unwrap_or(number),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resolved(schema: &Value, params: Value) -> String {
        let Value::Object(params) = params else {
            unreachable!()
        };
        serde_json::to_string(&resolve_defaults(schema, &params)).unwrap()
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "rate": {"type": "number", "default": 1},
                "epochs": {"type": "integer", "default": 10},
                "optimiser": {"$ref": "#/$defs/Optimiser", "default": {"kind": "sgd"}},
                "layers": {"type": "array", "items": {"$ref": "#/$defs/Layer"}},
                "decay": {"type": ["number", "null"], "default": null},
            },
            "$defs": {
                "Layer": {"type": "object", "properties": {"width": {"type": "integer"}, "dropout": {"type": "number", "default": 0.5}}},
                "Optimiser": {"oneOf": [
                    {"type": "object", "required": ["kind"], "properties": {
                        "kind": {"const": "sgd"}, "momentum": {"type": "number", "default": 0}}},
                    {"type": "object", "required": ["kind"], "properties": {
                        "kind": {"const": "adam"}, "beta": {"type": "number", "default": 0.9}}},
                ]},
            },
        })
    }

    #[test]
    fn defaults_are_filled_in_at_every_level_and_keys_sorted() {
        assert_eq!(
            resolved(&schema(), json!({"rate": 2, "layers": [{"width": 3}]})),
            r#"{"decay":null,"epochs":10,"layers":[{"dropout":0.5,"width":3}],"optimiser":{"kind":"sgd","momentum":0.0},"rate":2.0}"#
        );
    }

    #[test]
    fn an_alternative_gets_its_own_defaults() {
        assert_eq!(
            resolved(&schema()["$defs"]["Optimiser"], json!({"kind": "adam"})),
            r#"{"beta":0.9,"kind":"adam"}"#
        );
    }

    #[test]
    fn one_and_one_point_zero_are_the_same_number_but_large_ones_are_left() {
        let left = resolved(&schema(), json!({"rate": 1, "decay": 0}));
        assert_eq!(
            left,
            resolved(&schema(), json!({"decay": 0.0, "rate": 1.0}))
        );
        assert!(
            resolved(&schema(), json!({"rate": 9_007_199_254_740_993_u64}))
                .contains("9007199254740993")
        );
    }

    #[test]
    fn resolving_twice_changes_nothing() {
        let once = resolve_defaults(&schema(), &Params::new());
        assert_eq!(resolve_defaults(&schema(), &once), once);
    }

    #[test]
    fn a_schema_that_defaults_to_itself_ends() {
        let endless = json!({"$ref": "#/$defs/A", "$defs": {
            "A": {"type": "object", "properties": {"a": {"$ref": "#/$defs/A", "default": {}}}}}});
        assert!(resolved(&endless, json!({})).len() < 1000);
    }
}
