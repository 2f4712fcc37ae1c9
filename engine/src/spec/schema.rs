use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::ExperimentSpec;
use super::load::EXTENDS;

/// The JSON Schema (2020-12) of experiment specs: what loading accepts and editors complete.
///
/// A spec that extends another need not have the keys every spec must have, because the other may.
pub fn experiment_schema() -> Value {
    let generated = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<ExperimentSpec>();
    let Value::Object(mut schema) = Value::from(generated) else {
        return json!({});
    };
    let required = schema.shift_remove("required").unwrap_or_default();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert(
            EXTENDS.to_owned(),
            json!({
                "description": "Another spec, by a path relative to this one, whose keys hold where this one has none.",
                "type": "string",
            }),
        );
    }
    schema.insert("$id".to_owned(), json!("experiment.schema.json"));
    schema.insert("title".to_owned(), json!("emospec experiment"));
    schema.insert("if".to_owned(), json!({"not": {"required": [EXTENDS]}}));
    schema.insert("then".to_owned(), json!({ "required": required }));
    Value::Object(schema)
}

/// The schema as the file `schemas/experiment.schema.json` holds it.
pub fn experiment_schema_text() -> String {
    format!("{:#}\n", experiment_schema())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_file_is_the_schema_of_the_types() {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../schemas/experiment.schema.json"
        );
        let text = experiment_schema_text();
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas")).unwrap();
            std::fs::write(file, &text).unwrap();
        }
        let kept = std::fs::read_to_string(file).unwrap_or_default();
        assert!(
            kept == text,
            "schemas/experiment.schema.json is not current: run the tests with UPDATE_SCHEMAS=1"
        );
    }
}
