//! A misspelt parameter must never run with a default in its place: the engine refuses what the schema refuses, before
//! anything is called.

use serde_json::Value;

use crate::conformance::component::Component;
use crate::conformance::extractor::ExtractorBench;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::ModelBench;
use crate::conformance::params::{default_params, probe_params};
use crate::conformance::rule::Rule;
use crate::conformance::source::SourceBench;
use crate::diagnostic::quoted;
use crate::spec::load::{compile, target};

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check::<ModelBench>),
    source: Some(check::<SourceBench>),
    extractor: Some(check::<ExtractorBench>),
    ..Rule::new(
        "parameters",
        "The schema of the parameters describes each, gives each a default that it accepts, and refuses any other.",
    )
};

fn check<C: Component>(component: &mut C) -> Kept {
    check_schema(component.about().params_schema)
}

fn check_schema(schema: &Value) -> Kept {
    if schema["type"] != "object" {
        return Err(Unmet::broken(
            "params_schema is not the schema of an object",
            "write `\"type\": \"object\"`",
        ));
    }
    if schema["additionalProperties"] != Value::Bool(false) {
        return Err(Unmet::broken(
            "params_schema lets unknown parameters through",
            "write `\"additionalProperties\": false` (in Rust `#[serde(deny_unknown_fields)]`)",
        ));
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        check_property(schema, name, property)?;
    }
    if let Some(required) = schema["required"][0].as_str() {
        return Err(Unmet::broken(
            format!("the parameter {} is required", quoted(required)),
            "give it a default, and leave out `required` (in Rust `#[serde(default)]` on the struct)",
        ));
    }
    let Ok(validator) = compile(schema) else {
        return Err(Unmet::broken(
            "params_schema is no schema",
            "write a JSON Schema (2020-12)",
        ));
    };
    let cases = [
        ("defaults", default_params(schema)),
        ("first example", probe_params(schema)),
    ];
    for (what, params) in cases {
        if let Some(error) = validator.iter_errors(&Value::Object(params)).next() {
            return Err(Unmet::broken(
                format!("the schema refuses its own {what}: {error}"),
                "let the schema accept what it states itself",
            ));
        }
    }
    Ok(())
}

fn check_property(schema: &Value, name: &str, property: &Value) -> Kept {
    let has = |key: &str| {
        let stated = |schema: &Value| schema.get(key).is_some_and(|value| value != "");
        stated(property) || stated(target(schema, property))
    };
    if !has("description") {
        return Err(Unmet::broken(
            format!("the parameter {} is not described", quoted(name)),
            "give it a `description` (in Rust a doc comment)",
        ));
    }
    if property.get("default").is_none() && target(schema, property).get("default").is_none() {
        return Err(Unmet::broken(
            format!("the parameter {} has no default", quoted(name)),
            "give it a `default` (in Rust `#[serde(default)]` on the struct)",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_mistake_of_a_schema_is_named() {
        let good = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {"rate": {"type": "number", "description": "Step.", "default": 1, "minimum": 0}},
        });
        assert_eq!(check_schema(&good), Ok(()));
        let cases = [
            ("/type", json!("array"), "not the schema of an object"),
            ("/additionalProperties", json!(true), "unknown parameters"),
            ("/properties/rate/description", json!(""), "not described"),
            (
                "/properties/rate/default",
                json!(-1),
                "refuses its own defaults",
            ),
            (
                "/properties/rate",
                json!({"description": "Step."}),
                "no default",
            ),
        ];
        for (pointer, value, says) in cases {
            let mut schema = good.clone();
            *schema.pointer_mut(pointer).unwrap() = value;
            match check_schema(&schema) {
                Err(Unmet::Broken { seen, .. }) => assert!(seen.contains(says), "{seen}"),
                other => panic!("{pointer}: {other:?}"),
            }
        }
        for (key, value, says) in [
            ("required", json!(["rate"]), "`rate` is required"),
            ("examples", json!([{"rate": -1}]), "its own first example"),
        ] {
            let mut schema = good.clone();
            schema[key] = value;
            match check_schema(&schema) {
                Err(Unmet::Broken { seen, .. }) => assert!(seen.contains(says), "{seen}"),
                other => panic!("{key}: {other:?}"),
            }
        }
    }
}
