use indexmap::IndexMap;
use serde_json::Value;

use super::dotted::reach;
use super::extends::EXTENDS;
use super::node::{Content, Entry, Mark, Node};
use super::parse::parse;
use super::validator::schema;
use super::{pointer, schema_walk};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, TextId, listed, nearest, quoted};

/// The option, and the name of the text that places of overrides point into.
const OPTION: &str = "--set";

/// Lays the overrides `PATH=VALUE` over a document, in their order. What is wrong is added to `found`.
///
/// All words of a path but the last must be there already, or be sections that the schema knows at that place,
/// which are then added. Whether the last word and the value are right is left to validation.
pub fn apply(overrides: &[String], root: &mut Node, found: &mut Diagnostics) {
    if overrides.is_empty() {
        return;
    }
    let lines: Vec<_> = overrides
        .iter()
        .map(|one| format!("{OPTION} {one}"))
        .collect();
    let text = found.texts_mut().add(OPTION, lines.join("\n"));
    let mut start = 0;
    for (line, one) in lines.iter().zip(overrides) {
        let at = start + OPTION.len() + 1;
        Override {
            text,
            at,
            one,
            schema: schema(),
        }
        .apply(root, found);
        start += line.len() + 1;
    }
}

struct Override<'a> {
    text: TextId,
    /// Where it begins in the text.
    at: usize,
    one: &'a str,
    schema: &'a Value,
}

impl Override<'_> {
    fn apply(&self, root: &mut Node, found: &mut Diagnostics) {
        let parts = self.one.split_once('=');
        let Some((path, value)) = parts.filter(|(path, _)| !path.split('.').any(str::is_empty))
        else {
            let refused =
                Diagnostic::error(Code::BadOverride, format!("{OPTION} takes PATH=VALUE"));
            let help = format!("such as `{OPTION} models.net.params.learning_rate=0.01`");
            let mark = self.mark(0, self.one.len());
            found.push(
                refused
                    .at(found.texts().place(self.text, mark.start..mark.end))
                    .help(help),
            );
            return;
        };
        let begin = self.at + path.len() + 1;
        let Some(mut value) = parse(self.text, begin..begin + value.len(), found) else {
            return;
        };
        if value.mark.is_empty() {
            value.mark = self.mark(0, path.len());
        }
        let words: Vec<_> = path.split('.').collect();
        let reached = reach(root, &words);
        let Some(node) = root.get_mut(&reached.pointer) else {
            return;
        };
        let missing = self.words(path, reached.words);
        if let Some((refused, mark)) = self.refusal(&reached.pointer, node, &missing) {
            found.push(refused.at(found.texts().place(self.text, mark.start..mark.end)));
            return;
        }
        insert(node, &missing, value);
        if missing.is_empty() {
            set_key_mark(root, &reached.pointer, self.mark(0, path.len()));
        }
    }

    /// The path's words after the first so many, each with its place.
    fn words(&self, path: &str, skipped: usize) -> Vec<(String, Mark)> {
        let mut start = 0;
        let mut words = Vec::new();
        for word in path.split('.') {
            words.push((word.to_owned(), self.mark(start, start + word.len())));
            start += word.len() + 1;
        }
        words.split_off(skipped)
    }

    fn mark(&self, start: usize, end: usize) -> Mark {
        Mark {
            text: self.text,
            start: self.at + start,
            end: self.at + end,
        }
    }

    /// Why words may not be added below a value, and the word it concerns.
    fn refusal(
        &self,
        pointer: &str,
        node: &Node,
        missing: &[(String, Mark)],
    ) -> Option<(Diagnostic, Mark)> {
        let ((word, mark), after) = missing.split_first()?;
        let refused =
            |message: String| Some((Diagnostic::error(Code::BadOverride, message), *mark));
        let below = match pointer {
            "" => "the spec".to_owned(),
            pointer => quoted(&pointer::dotted(pointer)),
        };
        let word = word.as_str();
        match &node.content {
            Content::Map(_) | Content::Null => {}
            Content::List(items) => {
                return refused(format!(
                    "{below} is a list of {} without item {}",
                    items.len(),
                    quoted(word)
                ));
            }
            _ => {
                return refused(format!(
                    "{below} is a single value without {}",
                    quoted(word)
                ));
            }
        }
        if pointer.is_empty() && word == EXTENDS {
            return refused("a spec cannot be extended on the command line".to_owned());
        }
        let schemas = schema_walk::at(self.schema, pointer);
        let sections = schemas
            .iter()
            .flat_map(|schema| schema_walk::properties(self.schema, schema));
        let sections: Vec<_> = sections.filter(|section| *section != EXTENDS).collect();
        let is_open = schemas
            .iter()
            .any(|schema| schema_walk::is_open(self.schema, schema));
        if after.is_empty() || is_open || sections.contains(&word) {
            return None;
        }
        let present = node.keys();
        let mut names: Vec<_> = present.iter().map(String::as_str).collect();
        names.extend(
            sections
                .into_iter()
                .filter(|section| !present.iter().any(|name| name == section)),
        );
        let (refused, mark) = refused(format!("there is no {} in {below}", quoted(word)))?;
        let near = nearest(word, names.iter().copied());
        Some((
            refused
                .did_you_mean(near)
                .help(format!("it has: {}", listed(names))),
            mark,
        ))
    }
}

/// Makes the key at a pointer one that stands in an override.
fn set_key_mark(root: &mut Node, pointer: &str, mark: Mark) {
    if let Some((parent, key)) = pointer::split_last(pointer)
        && let Some(Node {
            content: Content::Map(entries),
            ..
        }) = root.get_mut(parent)
        && let Some(entry) = entries.get_mut(&key)
    {
        entry.key = mark;
    }
}

/// Puts a value below a node, with a map for each word but the last; in the node's place when there are none.
fn insert(mut node: &mut Node, words: &[(String, Mark)], value: Node) {
    for (word, mark) in words {
        if !matches!(node.content, Content::Map(_)) {
            node.content = Content::Map(IndexMap::new());
        }
        let Content::Map(entries) = &mut node.content else {
            return;
        };
        let empty = Node {
            mark: *mark,
            content: Content::Null,
        };
        let slot = entries.entry(word.clone()).or_insert(Entry {
            key: *mark,
            value: empty,
        });
        node = &mut slot.value;
    }
    *node = value;
}
