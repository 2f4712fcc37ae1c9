use serde_json::Value;

/// A document as YAML, keys in their order. Reading it back gives the same document.
pub fn to_yaml(document: &Value) -> String {
    serde_yaml::to_string(document).unwrap_or_default()
}
