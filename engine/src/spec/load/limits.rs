use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use super::words;
use crate::diagnostic::Code;

/// What a value that is too small, large, short or long should be; none for other errors.
pub fn limit(kind: &Kind, value: &Value) -> Option<(Code, String)> {
    let (code, wanted, found) = match kind {
        Kind::Minimum { limit } => (
            Code::OutOfRange,
            format!("at least {limit}"),
            words::kind(value),
        ),
        Kind::Maximum { limit } => (
            Code::OutOfRange,
            format!("at most {limit}"),
            words::kind(value),
        ),
        Kind::ExclusiveMinimum { limit } => (
            Code::OutOfRange,
            format!("more than {limit}"),
            words::kind(value),
        ),
        Kind::ExclusiveMaximum { limit } => (
            Code::OutOfRange,
            format!("less than {limit}"),
            words::kind(value),
        ),
        Kind::MinItems { limit } | Kind::MinProperties { limit } => (
            Code::WrongCount,
            format!("at least {}", entries(*limit)),
            size(value),
        ),
        Kind::MaxItems { limit } | Kind::MaxProperties { limit } => (
            Code::WrongCount,
            format!("at most {}", entries(*limit)),
            size(value),
        ),
        Kind::MinLength { limit } => (
            Code::WrongCount,
            format!("at least {limit} characters"),
            size(value),
        ),
        Kind::MaxLength { limit } => (
            Code::WrongCount,
            format!("at most {limit} characters"),
            size(value),
        ),
        _ => return None,
    };
    Some((code, format!("expected {wanted}, found {found}")))
}

fn entries(count: u64) -> String {
    match count {
        1 => "one entry".to_owned(),
        _ => format!("{count} entries"),
    }
}

fn size(value: &Value) -> String {
    let count = match value {
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        Value::String(text) => text.chars().count(),
        _ => 0,
    };
    match count {
        0 => "none".to_owned(),
        _ => count.to_string(),
    }
}
