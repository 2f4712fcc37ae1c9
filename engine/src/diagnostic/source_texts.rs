use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Place;

/// A text among [`SourceTexts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextId(usize);

/// The texts that places point into. Cloning shares them.
#[derive(Debug, Clone, Default)]
pub struct SourceTexts {
    texts: Vec<(PathBuf, Arc<str>)>,
}

impl SourceTexts {
    /// Adds a text under the name it is shown with.
    pub fn add(&mut self, file: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> TextId {
        self.texts.push((file.into(), text.into()));
        TextId(self.texts.len() - 1)
    }

    /// The name of the text that was added first: of a spec and those it extends, the spec.
    pub fn first(&self) -> Option<&Path> {
        self.texts.first().map(|(file, _)| file.as_path())
    }

    /// Adds the texts of another collection that this one lacks.
    pub fn add_all(&mut self, others: &Self) {
        for (file, text) in &others.texts {
            if self.of(file).is_none() {
                self.texts.push((file.clone(), Arc::clone(text)));
            }
        }
    }

    /// The text; empty when the id is of another collection.
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0).map_or("", |(_, text)| text)
    }

    /// The text shown under this name.
    pub fn of(&self, file: &Path) -> Option<&str> {
        self.texts
            .iter()
            .find(|(name, _)| name == file)
            .map(|(_, text)| &**text)
    }

    /// The place of some bytes of a text. Bounds outside the text, or inside a character, move to the nearest
    /// bound before that is not.
    pub fn place(&self, id: TextId, span: Range<usize>) -> Place {
        let text = self.text(id);
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.floor_char_boundary(span.end.clamp(start, text.len()));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            file: self
                .texts
                .get(id.0)
                .map(|(file, _)| file.clone())
                .unwrap_or_default(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            start,
            end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_spans_count_bytes() {
        let mut texts = SourceTexts::default();
        let id = texts.add("a.yaml", "é: 1\nü: ä\n");
        let place = texts.place(id, 10..12);
        assert_eq!(
            (place.line, place.column, place.start, place.end),
            (2, 4, 10, 12)
        );
    }

    #[test]
    fn a_place_never_leaves_its_text_or_cuts_a_character() {
        let mut texts = SourceTexts::default();
        let id = texts.add("a.yaml", "é");
        let place = texts.place(id, 1..90);
        assert_eq!(
            (place.line, place.column, place.start, place.end),
            (1, 1, 0, 2)
        );
    }
}
