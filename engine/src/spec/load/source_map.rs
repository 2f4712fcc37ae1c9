use super::node::{Content, Mark, Node};
use super::pointer;
use crate::diagnostic::{Place, SourceTexts};

/// Where each value of a loaded document was read from, by JSON pointer (`/tasks/pairing/target`).
///
/// A value that came through an alias or a merge key has the place of its definition; one that came from an
/// extended spec has a place in that file; an override has one in the text `--set`.
#[derive(Debug, Clone)]
pub struct SourceMap {
    root: Node,
    texts: SourceTexts,
}

impl SourceMap {
    pub(super) fn new(root: Node, texts: SourceTexts) -> Self {
        Self { root, texts }
    }

    /// The place of a value. A map or list without brackets, and a value left empty, have the place of their key.
    /// A pointer to nothing gives the place of the nearest value above it.
    pub fn place(&self, pointer: &str) -> Option<Place> {
        let (pointer, node) = self.nearest(pointer);
        let own = node.mark;
        let names_itself = match node.content {
            Content::Map(_) | Content::List(_) => self.in_brackets(own),
            _ => !own.is_empty(),
        };
        Some(self.at(if names_itself {
            own
        } else {
            self.key_mark(pointer).unwrap_or(own)
        }))
    }

    /// The place of the key of a map entry; of the value where the pointer ends in an index of a list.
    pub fn key_place(&self, pointer: &str) -> Option<Place> {
        let (found, node) = self.nearest(pointer);
        if found.len() < pointer.len() {
            return self.place(pointer);
        }
        Some(self.at(self.key_mark(pointer).unwrap_or(node.mark)))
    }

    /// The texts places point into.
    pub fn texts(&self) -> &SourceTexts {
        &self.texts
    }

    /// The deepest value there is on the way to a pointer, with its own pointer.
    fn nearest<'a>(&self, pointer: &'a str) -> (&'a str, &Node) {
        let mut node = &self.root;
        let mut length = 0;
        for step in pointer.split('/').skip(1) {
            let Some(child) = pointer::keys(&format!("/{step}"))
                .next()
                .and_then(|key| node.child(&key))
            else {
                break;
            };
            node = child;
            length += step.len() + 1;
        }
        (&pointer[..length], node)
    }

    fn key_mark(&self, pointer: &str) -> Option<Mark> {
        let (parent, key) = pointer::split_last(pointer)?;
        match &self.root.get(parent)?.content {
            Content::Map(entries) => entries.get(&key).map(|entry| entry.key),
            _ => None,
        }
    }

    fn in_brackets(&self, mark: Mark) -> bool {
        self.texts
            .text(mark.text)
            .get(mark.start..)
            .is_some_and(|text| text.starts_with(['[', '{']))
    }

    fn at(&self, mark: Mark) -> Place {
        self.texts.place(mark.text, mark.start..mark.end)
    }
}
