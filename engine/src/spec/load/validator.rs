use std::sync::{LazyLock, OnceLock};

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::spec::experiment_schema;

/// The schema of experiment specs, made once.
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(experiment_schema);
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
