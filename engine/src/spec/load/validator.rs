use std::sync::{LazyLock, OnceLock};

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::spec::experiment_schema;

/// The schema of experiment specs, as it is checked in: a test sees that it is the one that the types make, which here would
/// cost more time and memory.
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
        let text = include_str!("../../../../schemas/experiment.schema.json");
        serde_json::from_str(text).unwrap_or_else(|_| experiment_schema())
    });
    &SCHEMA
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
    let validator = compile(schema())?;
    Ok(VALIDATOR.get_or_init(|| validator))
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
