use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Which kind a component is: a word the engine knows (`files`, `standardise`), or `PLUGIN/COMPONENT`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ComponentType(String);

impl ComponentType {
    /// The text as written in the spec.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The plugin and the component inside it, where the type names a plugin.
    pub fn in_plugin(&self) -> Option<(&str, &str)> {
        self.0.split_once('/')
    }
}

impl From<&str> for ComponentType {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for ComponentType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl JsonSchema for ComponentType {
    fn schema_name() -> Cow<'static, str> {
        "ComponentType".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "title": "Component type",
            "description": "Which kind: a word the engine knows, or `PLUGIN/COMPONENT` (see `emospec plugin list`).",
            "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?$",
        })
    }
}
