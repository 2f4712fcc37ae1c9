use serde_saphyr::{DefaultMessageFormatter, Error, MessageFormatter};

use crate::diagnostic::{Code, Diagnostic, quoted};

/// Levels of nesting.
pub const DEPTH: usize = 32;
/// Values, those repeated by aliases included.
pub const NODES: usize = 250_000;
/// Parser events that aliases may repeat.
pub const REPEATED: usize = 20_000;

/// The parser's error in words of the spec language, without its place.
pub fn malformed(error: &Error) -> Diagnostic {
    let said = DefaultMessageFormatter.format_message(error);
    let (code, message, help) = match error {
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => too_expanded(),
        _ if said.starts_with("recursion limit") => too_expanded(),
        Error::MultipleDocuments { .. } => (
            Code::Malformed,
            "a second document begins here".to_owned(),
            "a spec is one YAML document: remove the `---` between the two".to_owned(),
        ),
        Error::RecursiveReferencesRequireWeakTypes { .. } => (
            Code::Malformed,
            "an alias stands inside what it refers to".to_owned(),
            "a value cannot contain itself".to_owned(),
        ),
        Error::UnknownAnchor { .. } => (
            Code::Malformed,
            "the alias refers to no anchor before it".to_owned(),
            "write `&name` before the value that is meant, or quote text that begins with `*`"
                .to_owned(),
        ),
        Error::NonFiniteFloat { value, .. } => (
            Code::Malformed,
            format!("{} is no finite number", quoted(value)),
            "leave the key out, or write text in quotes".to_owned(),
        ),
        _ if concerns_tab(error) => (
            Code::Malformed,
            "a tab where YAML takes only spaces".to_owned(),
            "indent with spaces".to_owned(),
        ),
        _ if said.starts_with("mapping values are not allowed") => (
            Code::Malformed,
            "a second `: ` in one line".to_owned(),
            "put text that contains `: ` in quotes, or begin a new line".to_owned(),
        ),
        _ => (
            Code::Malformed,
            format!("this is not valid YAML: {said}"),
            "check indents, brackets and quotes here and in the lines before".to_owned(),
        ),
    };
    Diagnostic::error(code, message).help(help)
}

/// Whether a tab is what is wrong; the parser's place may be before it.
pub fn concerns_tab(error: &Error) -> bool {
    let said = DefaultMessageFormatter.format_message(error);
    said.split(' ').any(|word| matches!(word, "tab" | "tabs"))
}

fn too_expanded() -> (Code, String, String) {
    let limits = format!(
        "a spec has at most {DEPTH} levels and {NODES} values, {REPEATED} of them repeated by aliases"
    );
    (
        Code::TooExpanded,
        "the document grows too large".to_owned(),
        limits,
    )
}
