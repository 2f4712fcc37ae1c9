use serde_json::{Value, json};

use crate::spec::{Params, resolve_defaults};

/// The parameters a component is checked with: the first of its schema's `examples`, else none, with defaults filled in.
pub(super) fn probe_params(schema: &Value) -> Params {
    let example = schema["examples"][0].as_object();
    resolve_defaults(schema, &example.cloned().unwrap_or_default())
}

/// The parameters of a spec that gives none.
pub(super) fn default_params(schema: &Value) -> Params {
    resolve_defaults(schema, &Params::new())
}

/// What a source or an extractor is asked with.
pub(super) fn request(params: &Params) -> Value {
    json!({"params": params, "seed": 0})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_example_goes_before_the_defaults() {
        let mut schema = json!({"properties": {
            "epochs": {"type": "integer", "default": 1000},
            "rate": {"type": "number", "default": 1},
        }});
        let resolved = |params: Params| Value::Object(params);
        let defaults = json!({"epochs": 1000, "rate": 1.0});
        assert_eq!(resolved(probe_params(&schema)), defaults);
        schema["examples"] = json!([{"epochs": 3}, {"epochs": 4}]);
        assert_eq!(
            resolved(probe_params(&schema)),
            json!({"epochs": 3, "rate": 1.0})
        );
        assert_eq!(resolved(default_params(&schema)), defaults);
    }
}
