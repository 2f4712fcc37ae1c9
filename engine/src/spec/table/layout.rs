use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How LaTeX and Typst set a table on the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A float; one wider than the page is broken into panels.
    #[default]
    Float,
    /// A float on its side, on a page of its own (LaTeX: package `rotating`).
    Sideways,
    /// A table that goes on over pages (LaTeX: package `longtable`).
    Long,
}

/// What becomes of reported results in a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportedRows {
    /// They are shown, and not ranked with what was measured.
    #[default]
    Shown,
    /// They are shown and ranked like any other.
    Ranked,
    /// They are left out.
    Hidden,
}
