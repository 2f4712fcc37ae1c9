use serde::Serialize;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The spec cannot be run.
    Error,
    /// The spec can be run, and its results may not mean what they seem to.
    Warning,
    /// Something worth knowing.
    Note,
}
