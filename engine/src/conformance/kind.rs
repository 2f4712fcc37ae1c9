use std::fmt;

use serde::Serialize;

/// What a rule is checked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The plugin as a whole.
    Plugin,
    /// A model.
    Model,
    /// A source.
    Source,
    /// An extractor.
    Extractor,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Plugin => "plugin",
            Self::Model => "model",
            Self::Source => "source",
            Self::Extractor => "extractor",
        })
    }
}
