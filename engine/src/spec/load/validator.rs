use std::sync::{LazyLock, OnceLock};

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::spec::experiment_schema;

/// The schema of experiment specs.
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(checked_in);
    &SCHEMA
}

/// The schema as it is checked in: a test sees that it is the one that the types make, which here would cost more time and
/// memory.
fn checked_in() -> Value {
    let text = include_str!("../../../../schemas/experiment.schema.json");
    serde_json::from_str(text).unwrap_or_else(|_| experiment_schema())
}

/// Validates documents against the schema of experiment specs; compiled once.
///
/// # Errors
/// When the schema is not valid, which a test rules out.
pub fn validator() -> Result<&'static Validator, ValidationError<'static>> {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    if let Some(validator) = VALIDATOR.get() {
        return Ok(validator);
    }
    // A validator keeps what describes a schema, and is half as large without. `validator_for` is compiled within its crate,
    // where `compile` below makes the compiler generate all of it once more; these patterns need no guard.
    let mut schema = checked_in();
    drop_descriptions(&mut schema);
    let validator = jsonschema::validator_for(&schema)?;
    Ok(VALIDATOR.get_or_init(|| validator))
}

/// Removes the keyword `description` from a schema and the schemas within it. (A property of that name has a schema, not a
/// text.)
fn drop_descriptions(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            keywords.retain(|keyword, value| keyword != "description" || !value.is_string());
            keywords.values_mut().for_each(drop_descriptions);
        }
        Value::Array(schemas) => schemas.iter_mut().for_each(drop_descriptions),
        _ => {}
    }
}

/// Compiles a schema. Patterns run in linear time, and references to other documents are refused.
///
/// # Errors
/// When the schema is not a valid JSON Schema.
pub fn compile(schema: &Value) -> Result<Validator, ValidationError<'static>> {
    jsonschema::options()
        .offline()
        .with_pattern_options(PatternOptions::regex())
        .build(schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn property_called_description_keeps_its_schema() {
        let mut schema = json!({
            "description": "A note.",
            "properties": {"description": {"type": "string", "description": "What it says."}},
            "anyOf": [{"description": "Short."}, true],
        });
        drop_descriptions(&mut schema);
        assert_eq!(
            schema,
            json!({"properties": {"description": {"type": "string"}}, "anyOf": [{}, true]})
        );
    }
}
