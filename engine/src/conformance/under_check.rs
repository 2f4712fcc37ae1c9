use std::path::PathBuf;

use crate::plugin::ReadyPlugin;

/// A plugin to be checked.
#[derive(Debug, Clone)]
pub struct UnderCheck {
    /// The name it was found by.
    pub name: String,
    /// Where it was found: its folder, or its library. A call may not change what lies there.
    pub path: PathBuf,
    /// The plugin.
    pub plugin: ReadyPlugin,
}
