use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use super::branch::{self, Choice};
use super::limits::limit;
use super::source_map::SourceMap;
use super::{phrases, pointer, schema_walk, words};
use crate::diagnostic::{Code, Diagnostic, listed, nearest, quoted};

/// What is validated, for the wording of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The keys of a spec.
    Spec,
    /// The parameters of a plugin's component.
    Params,
}

/// Turns the errors of a JSON Schema into diagnostics that say what is accepted, at the place of the value.
pub struct Explainer<'a> {
    /// The schema that was not met.
    pub schema: &'a Value,
    /// Where values were read from.
    pub source: &'a SourceMap,
    /// The pointer of the value that was validated.
    pub prefix: &'a str,
    /// What that value is.
    pub subject: Subject,
}

impl Explainer<'_> {
    /// One or more diagnostics for each error.
    pub fn explain<'e>(
        &self,
        errors: impl IntoIterator<Item = ValidationError<'e>>,
    ) -> Vec<Diagnostic> {
        let errors: Vec<_> = errors.into_iter().collect();
        let mut found = Vec::new();
        self.several(&errors, &mut found, &mut BTreeSet::new());
        found
    }

    /// Unknown keys first: a key that one of them was probably meant for is not missing.
    fn several(
        &self,
        errors: &[ValidationError<'_>],
        found: &mut Vec<Diagnostic>,
        suggested: &mut BTreeSet<String>,
    ) {
        let is_missing =
            |error: &&ValidationError<'_>| matches!(error.kind(), Kind::Required { .. });
        for error in errors.iter().filter(|error| !is_missing(error)) {
            self.one(error, found, suggested);
        }
        for error in errors.iter().filter(is_missing) {
            self.one(error, found, suggested);
        }
    }

    /// `suggested` holds the pointers of keys that unknown keys were probably meant for.
    fn one(
        &self,
        error: &ValidationError<'_>,
        found: &mut Vec<Diagnostic>,
        suggested: &mut BTreeSet<String>,
    ) {
        let at = format!("{}{}", self.prefix, error.instance_path());
        match error.kind() {
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => {
                let unknown = unexpected
                    .iter()
                    .map(|key| self.unknown(&at, key, self.parent(error), suggested));
                found.extend(unknown);
            }
            Kind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                if !suggested.contains(&pointer::join(&at, key)) {
                    found.push(self.missing(&at, key, self.parent(error)));
                }
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                match branch::choose(error, context) {
                    Choice::Branch(errors) => self.several(errors, found, suggested),
                    Choice::Tag(tag, choices) => {
                        let value = error.instance();
                        let word =
                            value.pointer(tag.trim_start_matches(error.instance_path().as_str()));
                        let wrong = phrases::not_a_choice(word.unwrap_or(value), &choices);
                        found.push(wrong.at(self.source.place(&format!("{}{tag}", self.prefix))));
                    }
                    Choice::None => found.push(self.wrong(error, &at)),
                }
            }
            Kind::PropertyNames { error } => {
                let key = error.instance().as_str().unwrap_or_default();
                let place = self.source.key_place(&pointer::join(&at, key));
                found.push(self.wrong(error, &at).at(place));
            }
            _ => found.push(self.wrong(error, &at)),
        }
    }

    /// The schema whose keyword was not met.
    fn parent(&self, error: &ValidationError<'_>) -> &Value {
        let keyword = error.schema_path().as_str();
        let parent = keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.schema.pointer(parent).unwrap_or(self.schema)
    }

    fn unknown(
        &self,
        at: &str,
        key: &str,
        schema: &Value,
        suggested: &mut BTreeSet<String>,
    ) -> Diagnostic {
        let place = self.source.key_place(&pointer::join(at, key));
        let names = schema_walk::properties(self.schema, schema);
        let pattern = || schema["patternProperties"].as_object()?.keys().next();
        if names.is_empty()
            && let Some(pattern) = pattern()
        {
            return phrases::bad_form(&Value::from(key), self.with_pattern(pattern)).at(place);
        }
        let near = nearest(key, names.iter().copied());
        suggested.extend(near.map(|near| pointer::join(at, near)));
        let (code, what) = match self.subject {
            Subject::Spec => (Code::UnknownKey, "key"),
            Subject::Params => (Code::UnknownParameter, "parameter"),
        };
        let mut help = match &*names {
            [] => "it takes none".to_owned(),
            names => format!("it takes: {}", listed(names.iter().copied())),
        };
        if near.is_none() && names.contains(&"params") {
            help.push_str("; a plugin's parameters go under `params`");
        }
        Diagnostic::error(
            code,
            format!("unknown {what} {} {}", quoted(key), phrases::within(at)),
        )
        .at(place)
        .did_you_mean(near)
        .help(help)
    }

    fn missing(&self, at: &str, key: &str, schema: &Value) -> Diagnostic {
        let what = match self.subject {
            Subject::Spec => "key",
            Subject::Params => "parameter",
        };
        let property = schema["properties"].get(key);
        let meaning = property.and_then(|property| words::meaning(self.schema, property));
        Diagnostic::error(
            Code::MissingKey,
            format!("missing {what} {} {}", quoted(key), phrases::within(at)),
        )
        .at(self.source.key_place(at))
        .help(meaning.map(|meaning| format!("{}: {meaning}", quoted(key))))
    }

    /// What is wrong with a value itself.
    fn wrong(&self, error: &ValidationError<'_>, at: &str) -> Diagnostic {
        let value = error.instance().as_ref();
        let schema = self.parent(error);
        let place = self.source.place(at);
        if let Some((code, message)) = limit(error.kind(), value) {
            return Diagnostic::error(code, message).at(place);
        }
        match error.kind() {
            Kind::Pattern { .. } => phrases::bad_form(value, schema).at(place),
            Kind::UniqueItems => {
                let (again, wrong) = phrases::repeated(value);
                wrong.at(self.source.place(&pointer::join(at, again.to_string())))
            }
            Kind::Type { .. }
            | Kind::Enum { .. }
            | Kind::Constant { .. }
            | Kind::AnyOf { .. }
            | Kind::OneOfNotValid { .. } => phrases::unfit(value, self.schema, schema).at(place),
            _ => {
                let said = error.masked_with(quoted(&value.to_string())).to_string();
                Diagnostic::error(Code::BrokenRule, said).at(place)
            }
        }
    }

    /// The definition that has a pattern: it says in words what the pattern means.
    fn with_pattern(&self, pattern: &str) -> &Value {
        let definitions = self.schema["$defs"].as_object();
        let found = definitions.and_then(|all| all.values().find(|one| one["pattern"] == pattern));
        found.unwrap_or(&Value::Null)
    }
}
