use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// The SHA-256 digest that bytes must have, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Sha256(String);

impl Sha256 {
    const PATTERN: &'static str = "^[0-9a-fA-F]{64}$";

    /// The digest as text, 64 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first characters, enough to tell files apart.
    pub fn short(&self) -> &str {
        self.0.get(..16).unwrap_or(&self.0)
    }
}

impl From<String> for Sha256 {
    fn from(text: String) -> Self {
        Self(text.to_ascii_lowercase())
    }
}

impl From<Sha256> for String {
    fn from(digest: Sha256) -> Self {
        digest.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl JsonSchema for Sha256 {
    fn schema_name() -> Cow<'static, str> {
        "Sha256".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "title": "SHA-256 digest",
            "description": "A SHA-256 digest, as `sha256sum` prints it: 64 hexadecimal digits.",
            "pattern": Self::PATTERN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_count_as_small_letters() {
        assert_eq!(Sha256::from("AB".to_owned()).as_str(), "ab");
    }
}
