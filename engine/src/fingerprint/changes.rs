use std::fmt;

use serde_json::Value;

use crate::files::Digest;

/// Longest value that is shown whole.
const LONGEST: usize = 60;

/// One field in which two fingerprints differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The field, dotted: `params.learning_rate`.
    pub field: String,
    /// Its value in the old one; none where it was absent.
    pub old: Option<Value>,
    /// Its value in the new one; none where it is absent.
    pub new: Option<Value>,
}

/// The fields in which the document of one fingerprint differs from that of another, each as deep as it goes.
pub fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare(String::new(), Some(old), Some(new), &mut found);
    found
}

fn compare(field: String, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Change>) {
    match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let gone = old.keys().filter(|key| !new.contains_key(*key));
            for key in new.keys().chain(gone) {
                let inner = if field.is_empty() {
                    key.clone()
                } else {
                    format!("{field}.{key}")
                };
                compare(inner, old.get(key), new.get(key), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                compare(format!("{field}[{at}]"), Some(old), Some(new), found);
            }
        }
        _ => found.push(Change {
            field,
            old: old.cloned(),
            new: new.cloned(),
        }),
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (old, new) = (shown(self.old.as_ref()), shown(self.new.as_ref()));
        write!(formatter, "{}: {old} -> {new}", self.field)
    }
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "absent".to_owned();
    };
    if let Some(digest) = value.as_str().and_then(Digest::parse) {
        return digest.short().to_owned();
    }
    crate::text::cut(&value.to_string(), LONGEST)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_differ_are_named_with_both_values() {
        let old =
            json!({"params": {"rate": 0.1, "gone": 1}, "seed": 0, "train": {"parts": ["a", "b"]}});
        let new = json!({"params": {"rate": 0.2, "made": true}, "seed": 0, "train": {"parts": ["a", "c"]}});
        let found: Vec<_> = changes(&old, &new)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            found,
            [
                "params.rate: 0.1 -> 0.2",
                "params.made: absent -> true",
                "params.gone: 1 -> absent",
                "train.parts[1]: \"b\" -> \"c\"",
            ]
        );
        assert_eq!(changes(&old, &old), []);
    }

    #[test]
    fn digests_are_cut_and_lists_of_other_lengths_shown_whole() {
        let digest = Digest::of(b"plugin");
        let change = &changes(&json!({"plugin": digest}), &json!({"plugin": [1, 2]}))[0];
        assert_eq!(
            change.to_string(),
            format!("plugin: {} -> [1,2]", digest.short())
        );
    }
}
