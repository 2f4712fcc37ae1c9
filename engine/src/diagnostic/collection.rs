use std::slice;

use super::{Diagnostic, Severity, SourceTexts};

/// All that was found, with the texts it points into.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    texts: SourceTexts,
}

impl Diagnostics {
    /// None yet, about these texts.
    pub fn about(texts: SourceTexts) -> Self {
        Self {
            found: Vec::new(),
            texts,
        }
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds what another stage found, with its texts.
    pub fn append(&mut self, other: Self) {
        self.texts.add_all(&other.texts);
        self.found.extend(other.found);
    }

    /// Makes warnings of the errors from index `from` on that `of` picks.
    pub fn soften(&mut self, from: usize, of: impl Fn(&Diagnostic) -> bool) {
        for one in self.found.iter_mut().skip(from).filter(|one| of(one)) {
            if one.severity == Severity::Error {
                one.severity = Severity::Warning;
            }
        }
    }

    /// Takes the notes out: what is left, and the notes.
    pub fn without_notes(self) -> (Self, Self) {
        let is_note = |one: &Diagnostic| one.severity == Severity::Note;
        let (notes, others) = self.found.into_iter().partition(is_note);
        let texts = self.texts;
        let with = |found| Self {
            found,
            texts: texts.clone(),
        };
        (with(others), with(notes))
    }

    /// The same texts and these diagnostics sorted by place (those without one first), each once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.found.sort_by(|a, b| {
            (&a.place, a.severity, a.code, &a.message)
                .cmp(&(&b.place, b.severity, b.code, &b.message))
        });
        self.found
            .dedup_by(|a, b| (&a.place, a.code, &a.message) == (&b.place, b.code, &b.message));
        self
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.iter().any(|one| one.severity == Severity::Error)
    }

    /// Each diagnostic, in the order it stands.
    pub fn iter(&self) -> slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    /// The texts places point into.
    pub fn texts(&self) -> &SourceTexts {
        &self.texts
    }

    /// The texts places point into, to add another.
    pub fn texts_mut(&mut self) -> &mut SourceTexts {
        &mut self.texts
    }

    /// A JSON list: `code`, `severity`, `message`, `label` and `help` of each, and where it has a place `file`,
    /// `line`, `column`, `start` and `end` (bytes).
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(&self.found).unwrap_or_default()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.found.extend(diagnostics);
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn sorting_orders_by_place_and_keeps_each_once() {
        let mut texts = SourceTexts::default();
        let id = texts.add("a.yaml", "a: 1\nb: 2\n");
        let mut all = Diagnostics::about(texts.clone());
        for line in [5..6, 0..1, 5..6] {
            all.push(Diagnostic::error(Code::UnknownKey, "unknown key").at(texts.place(id, line)));
        }
        all.push(Diagnostic::error(Code::Unreadable, "failed to read"));
        let sorted = all.sorted();
        let lines: Vec<_> = sorted
            .iter()
            .map(|one| one.place.as_ref().map(|place| place.line))
            .collect();
        assert_eq!(lines, [None, Some(1), Some(2)]);
    }

    #[test]
    fn json_gives_places_and_leaves_absent_ones_out() {
        let mut texts = SourceTexts::default();
        let id = texts.add("a.yaml", "a: 1\n");
        let mut all = Diagnostics::about(texts.clone());
        all.push(Diagnostic::error(Code::UnknownKey, "m").at(texts.place(id, 0..1)));
        all.push(Diagnostic::error(Code::Unreadable, "n"));
        assert_eq!(
            all.to_json(),
            serde_json::json!([
                {"code": "E020", "severity": "error", "message": "m", "file": "a.yaml", "line": 1, "column": 1,
                 "start": 0, "end": 1, "label": null, "help": null},
                {"code": "E001", "severity": "error", "message": "n", "label": null, "help": null},
            ])
        );
    }
}
