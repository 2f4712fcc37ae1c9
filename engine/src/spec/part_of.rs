use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::Name;

/// A part of a dataset, written `DATASET/PART`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartOf {
    /// The dataset.
    pub dataset: Name,
    /// The part of it.
    pub part: Name,
}

impl TryFrom<String> for PartOf {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once('/') {
            Some((dataset, part)) if Name::is_one(dataset) && Name::is_one(part) => Ok(Self {
                dataset: Name::from(dataset),
                part: Name::from(part),
            }),
            _ => Err(format!("`{text}` is not DATASET/PART")),
        }
    }
}

impl From<PartOf> for String {
    fn from(part: PartOf) -> Self {
        part.to_string()
    }
}

impl fmt::Display for PartOf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.dataset, self.part)
    }
}

impl JsonSchema for PartOf {
    fn schema_name() -> Cow<'static, str> {
        "PartOf".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "title": "Part of a dataset",
            "description": "A part of another dataset, written `DATASET/PART`.",
            "pattern": "^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}/[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$",
        })
    }
}
