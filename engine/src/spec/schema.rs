use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::ExperimentSpec;
use super::load::EXTENDS;

/// The JSON Schema (2020-12) of experiment specs: what loading accepts and editors complete.
///
/// A spec that extends another need not have the keys every spec must have, because the other may.
pub fn experiment_schema() -> Value {
    let generated = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<ExperimentSpec>();
    // Serialising, unlike conversion, puts the keywords of each schema in a readable order.
    let Ok(Value::Object(generated)) = serde_json::to_value(generated) else {
        return json!({});
    };
    let mut schema = Map::new();
    for (keyword, mut value) in generated {
        match (keyword.as_str(), &mut value) {
            ("title", _) => {
                schema.insert("$id".to_owned(), json!("experiment.schema.json"));
                value = json!("emospec experiment");
            }
            ("properties", Value::Object(properties)) => {
                properties.insert(EXTENDS.to_owned(), extends());
            }
            ("required", _) => {
                schema.insert("if".to_owned(), json!({"not": {"required": [EXTENDS]}}));
                schema.insert("then".to_owned(), json!({ "required": value }));
                continue;
            }
            _ => {}
        }
        schema.insert(keyword, value);
    }
    Value::Object(schema)
}

fn extends() -> Value {
    json!({
        "description": "Another spec, by a path relative to this one, whose keys hold where this one has none; or several, of which the later go before the earlier.",
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
        ],
    })
}

/// The schema as the file `schemas/experiment.schema.json` holds it.
pub fn experiment_schema_text() -> String {
    format!("{:#}\n", experiment_schema())
}

/// Checks that `schemas/NAME` is this schema; with `UPDATE_SCHEMAS` in the environment, it is written first.
#[cfg(test)]
pub(crate) fn assert_checked_in(name: &str, text: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let file = folder.join(name);
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        kept == text,
        "schemas/{name} is not current: run the tests with UPDATE_SCHEMAS=1"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_file_is_the_schema_of_the_types() {
        assert_checked_in("experiment.schema.json", &experiment_schema_text());
    }
}
