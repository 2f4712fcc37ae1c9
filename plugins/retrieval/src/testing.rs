//! What the tests of the models share.

use emospec_learn::testing::{PairData, fit};
use emospec_sdk::{Model, Task};
use schemars::JsonSchema;

/// The sentence that a fit is refused with.
pub fn refusal<M: Model>(params: &M::Params, task: &Task) -> String {
    let data = PairData::draw(8, 4, 1.0, 1);
    fit::<M>(params, task, &data, None, 0)
        .map(|_| ())
        .unwrap_err()
        .to_string()
}

/// Checks that so many parameters each have a description and a default.
pub fn assert_documented<P: JsonSchema>(count: usize) {
    let schema = schemars::schema_for!(P);
    let properties = schema.as_value()["properties"].as_object().unwrap();
    assert_eq!(properties.len(), count);
    for (name, property) in properties {
        assert!(property["description"].is_string(), "{name}");
        assert!(!property["default"].is_null(), "{name}");
    }
}
