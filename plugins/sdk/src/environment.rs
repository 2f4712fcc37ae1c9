use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

/// What the results of a plugin depend on besides its own library, such as a program that it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// Versions, by name: part of what names results.
    #[serde(rename = "environment", skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, String>,
    /// Whole paths of files and folders whose change makes the versions outdated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub watch: Vec<PathBuf>,
}
