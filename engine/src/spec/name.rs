use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A name given in a spec. Names become file names and cells of CSV files, so they are plain:
/// a letter or digit, then letters, digits, `_`, `-`, `.` and `@`, at most 64 in all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(Arc<str>);

impl Name {
    /// The pattern every name matches, as the schema states it.
    pub const PATTERN: &'static str = "^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$";

    /// A name from text that is known to be one, such as another name with a plain suffix.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }

    /// Whether a text is a name.
    pub fn is_one(text: &str) -> bool {
        let is_plain = |letter: u8| {
            letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'.' | b'@' | b'-')
        };
        text.len() <= 64
            && text
                .as_bytes()
                .first()
                .is_some_and(u8::is_ascii_alphanumeric)
            && text.bytes().all(is_plain)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl JsonSchema for Name {
    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "title": "Name",
            "description": "A name: a letter or digit, then letters, digits, `_`, `-`, `.` and `@`, at most 64 in all.",
            "pattern": Self::PATTERN,
        })
    }
}
