//! Loading a spec: from a path to an [`ExperimentSpec`] and a map of where everything stands.
//!
//! The text is read and parsed with places, what it extends is read and laid under it, overrides are laid over
//! it, interpolations are filled in, and the result is validated against the schema generated from the types. All
//! errors of a step are reported together.

mod branch;
mod datasets_only;
mod dotted;
mod explain;
mod extends;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod interpolate;
mod limits;
mod malformed;
mod node;
mod overrides;
mod params;
mod parse;
mod phrases;
pub mod pointer;
mod raw;
mod read;
mod schema_walk;
mod segment;
mod source_map;
mod validator;
mod words;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::ExperimentSpec;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub use datasets_only::load_datasets;
pub use extends::EXTENDS;
pub use params::validate_params;
pub(crate) use schema_walk::target;
pub use source_map::SourceMap;
pub(crate) use validator::compile;
pub(crate) use words::accepted;

use explain::{Explainer, Subject};
use interpolate::Environment;

/// A spec that its schema accepts.
#[derive(Debug, Clone)]
pub struct LoadedSpec {
    /// The spec.
    pub spec: ExperimentSpec,
    /// Where each value was read from.
    pub source: SourceMap,
    /// The folder of the spec file, which its paths are relative to.
    pub folder: PathBuf,
    /// The document the spec was made of: extended, overridden and interpolated.
    pub document: Value,
}

/// Loads the spec in a file, with overrides `PATH=VALUE`.
///
/// # Errors
/// Everything that is wrong, sorted by place.
pub fn load(file: &Path, overrides: &[String]) -> Result<LoadedSpec, Diagnostics> {
    load_in(file, overrides, &variable)
}

/// The environment variable of that name. One that is named as a path (`..._DIR`, `_FILE`, `_PATH`, `_ROOT`) was typed
/// relative to the current folder, and is made absolute, since the paths of a spec are relative to the spec.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok()?;
    let names_a_path = ["_DIR", "_FILE", "_PATH", "_ROOT"]
        .iter()
        .any(|ending| name.ends_with(ending));
    if value.is_empty() || !names_a_path {
        return Some(value);
    }
    let absolute = std::path::absolute(&value).ok();
    Some(
        absolute
            .and_then(|path| path.to_str().map(str::to_owned))
            .unwrap_or(value),
    )
}

/// A text with its `${env:NAME}` and `${env:NAME:-default}` filled in.
///
/// # Errors
/// What is wrong with one of them, in words.
pub fn fill_environment(text: &str) -> Result<String, String> {
    let filled = segment::segments(text)?.into_iter().map(|part| match part {
        segment::Segment::Literal(literal) => Ok(literal),
        segment::Segment::Path(path) => Err(format!("`${{{path}}}` refers to nothing here: only `${{env:NAME}}` does")),
        segment::Segment::Variable { name, default } => variable(&name)
            .filter(|value| default.is_none() || !value.is_empty())
            .or(default)
            .ok_or_else(|| format!("the environment variable `{name}` is not set: set it, or give a default, `${{env:{name}:-default}}`")),
    });
    filled.collect()
}

/// Loads a spec with a given environment in place of the one of the system.
///
/// # Errors
/// Everything that is wrong, sorted by place.
pub fn load_in(
    file: &Path,
    overrides: &[String],
    environment: Environment<'_>,
) -> Result<LoadedSpec, Diagnostics> {
    load_whole(file, overrides, environment, |_| {})
}

/// Loads a spec, once `complete` was given its document.
fn load_whole(
    file: &Path,
    overrides: &[String],
    environment: Environment<'_>,
    complete: impl FnOnce(&mut Value),
) -> Result<LoadedSpec, Diagnostics> {
    let mut found = Diagnostics::default();
    let Some(mut root) = extends::read_extended(file, &mut found) else {
        return Err(found.sorted());
    };
    overrides::apply(overrides, &mut root, &mut found);
    let unfilled = interpolate::interpolate(&mut root, environment, &mut found);
    let mut document = root.to_value();
    complete(&mut document);
    let source = SourceMap::new(root, found.texts().clone());
    let mut violations = violations(&document, &source);
    violations.retain(|violation| match &violation.place {
        Some(place) => !unfilled.contains(place),
        None => true,
    });
    found.extend(violations);
    if !found.is_empty() {
        return Err(found.sorted());
    }
    match serde_path_to_error::deserialize(document.clone()) {
        Ok(spec) => Ok(LoadedSpec {
            spec,
            source,
            folder: file.parent().map(Path::to_owned).unwrap_or_default(),
            document,
        }),
        Err(error) => {
            found.push(unreadable(&error, &document, &source));
            Err(found)
        }
    }
}

fn violations(document: &Value, source: &SourceMap) -> Vec<Diagnostic> {
    match validator::validator() {
        Ok(validator) => {
            let mut errors = validator.iter_errors(document).peekable();
            if errors.peek().is_none() {
                return Vec::new();
            }
            let explainer = Explainer {
                schema: validator::schema(),
                source,
                prefix: "",
                subject: Subject::Spec,
            };
            explainer.explain(errors)
        }
        Err(error) => vec![Diagnostic::error(
            Code::BadSchema,
            format!("the schema of specs is not valid: {error}"),
        )],
    }
}

/// What the schema accepts and the types do not: a whole number that is written with a fraction (`3.0`) or is too
/// large.
fn unreadable(
    error: &serde_path_to_error::Error<serde_json::Error>,
    document: &Value,
    source: &SourceMap,
) -> Diagnostic {
    let mut at = String::new();
    for segment in error.path() {
        at = pointer::join(&at, segment.to_string().trim_matches(['[', ']']));
    }
    let odd = document.pointer(&at).and_then(|value| fraction(value, &at));
    let message = match &odd {
        Some((_, number)) => format!("expected a whole number, found the number {number}"),
        None => error.inner().to_string(),
    };
    let at = odd.map_or(at, |(at, _)| at);
    Diagnostic::error(Code::WrongKind, message)
        .at(source.place(&at))
        .help("whole numbers are written without a fraction, and have limits".to_owned())
}

/// The first number with a fraction in a value.
fn fraction(value: &Value, at: &str) -> Option<(String, serde_json::Number)> {
    match value {
        Value::Number(number) if number.is_f64() => Some((at.to_owned(), number.clone())),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| fraction(item, &pointer::join(at, index.to_string()))),
        Value::Object(entries) => entries
            .iter()
            .find_map(|(key, value)| fraction(value, &pointer::join(at, key))),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
