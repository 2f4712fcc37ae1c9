use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A feature matrix a model reads, rows x width.
    View,
    /// What a model learns or a metric compares with: a class where `classes` are given, else a number.
    Target,
    /// Text that names a row.
    Id,
    /// Text whose values may not cross a split (the recording a clip was cut from, the person who rated it).
    Group,
    /// Text that is carried along, for exports.
    Text,
}

impl Role {
    /// Whether the values are texts.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Id | Self::Group | Self::Text)
    }
}

/// One named per-row quantity of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// What the column is for.
    pub role: Role,
    /// The class names of a target, in the order of their ids (0, 1, 2 and so on).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 2), extend("uniqueItems" = true))]
    pub classes: Option<Vec<String>>,
    /// The width a view must have; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub width: Option<usize>,
    /// Take the text of this column instead of reading a file (with `pattern`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
    /// A regular expression whose first group, where it matches the text of `from`, is this column's value.
    /// A row where it does not match keeps the whole text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}
