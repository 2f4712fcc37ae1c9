use serde_json::Value;

use super::explain::{Explainer, Subject};
use super::source_map::SourceMap;
use super::validator::compile;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::Params;

/// What of a component's parameters does not meet the schema its plugin states for them.
///
/// `pointer` is where the parameters stand in the spec (`/models/net/params`). Grids must have been expanded. A
/// schema that is not valid gives one [`Code::BadSchema`].
pub fn validate_params(
    schema: &Value,
    params: &Params,
    pointer: &str,
    source: &SourceMap,
) -> Vec<Diagnostic> {
    let validator = match compile(schema) {
        Ok(validator) => validator,
        Err(error) => {
            let message = format!("the plugin's schema for these parameters is not valid: {error}");
            return vec![Diagnostic::error(Code::BadSchema, message).at(source.place(pointer))];
        }
    };
    let value = Value::Object(params.clone());
    let explainer = Explainer {
        schema,
        source,
        prefix: pointer,
        subject: Subject::Params,
    };
    explainer.explain(validator.iter_errors(&value))
}
