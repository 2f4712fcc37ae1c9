use indexmap::IndexMap;
use serde_json::{Number, Value};

use super::pointer;
use crate::diagnostic::TextId;

/// Bytes of a source text.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub text: TextId,
    pub start: usize,
    pub end: usize,
}

impl Mark {
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A value of a document, with the place it was read from.
#[derive(Debug, Clone)]
pub struct Node {
    pub mark: Mark,
    pub content: Content,
}

/// What a value is. Maps keep the order of the file.
#[derive(Debug, Clone)]
pub enum Content {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(IndexMap<String, Entry>),
}

/// A value of a map, with the place of its key.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: Mark,
    pub value: Node,
}

impl Node {
    /// The value below this one at a key or index.
    pub fn child(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Map(entries) => entries.get(key).map(|entry| &entry.value),
            Content::List(items) => items.get(index(key)?),
            _ => None,
        }
    }

    /// The value below this one at a key or index, to change it.
    pub fn child_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.content {
            Content::Map(entries) => entries.get_mut(key).map(|entry| &mut entry.value),
            Content::List(items) => items.get_mut(index(key)?),
            _ => None,
        }
    }

    /// The value at a pointer.
    pub fn get(&self, pointer: &str) -> Option<&Self> {
        pointer::keys(pointer).try_fold(self, |node, key| node.child(&key))
    }

    /// The value at a pointer, to change it.
    pub fn get_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        pointer::keys(pointer).try_fold(self, |node, key| node.child_mut(&key))
    }

    /// The keys or indexes below this value.
    pub fn keys(&self) -> Vec<String> {
        match &self.content {
            Content::Map(entries) => entries.keys().cloned().collect(),
            Content::List(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    /// The value without places.
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(truth) => Value::Bool(*truth),
            Content::Number(number) => Value::Number(number.clone()),
            Content::Text(text) => Value::String(text.clone()),
            Content::List(items) => items.iter().map(Self::to_value).collect(),
            Content::Map(entries) => entries
                .iter()
                .map(|(key, entry)| (key.clone(), entry.value.to_value()))
                .collect(),
        }
    }
}

/// An index in its one spelling: `0`, `12`, not `+1` or `01`.
fn index(key: &str) -> Option<usize> {
    let index = key.parse().ok()?;
    (usize::to_string(&index) == key).then_some(index)
}
