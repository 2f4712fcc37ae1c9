use std::ops::Range;

use indexmap::IndexMap;
use indexmap::map::Entry as Slot;
use serde_json::Number;
use serde_saphyr::{DuplicateKeyPolicy, Error, Location, Spanned};

use super::malformed::{DEPTH, NODES, REPEATED, concerns_tab, malformed};
use super::node::{Content, Entry, Mark, Node};
use super::raw::Raw;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, TextId, quoted};

/// Reads the YAML in some bytes of a text. What is wrong is added to `found`; duplicate keys leave a tree that
/// has the first of them.
pub fn parse(text: TextId, bytes: Range<usize>, found: &mut Diagnostics) -> Option<Node> {
    let source = found.texts().text(text).get(bytes.clone())?.to_owned();
    let mut reading = Reading {
        text,
        source: &source,
        offset: bytes.start,
        lost: false,
        found,
    };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(&source, options()) {
        Ok(root) => {
            let root = reading.node(root);
            (!reading.lost).then_some(root)
        }
        Err(error) => {
            reading.malformed(&error);
            None
        }
    }
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEPTH, flow_nesting_limit: DEPTH, max_nodes: NODES },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: REPEATED },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

struct Reading<'a> {
    text: TextId,
    source: &'a str,
    /// Where `source` begins in the text.
    offset: usize,
    /// Whether a value had to be left out, which has been reported.
    lost: bool,
    found: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn node(&mut self, raw: Spanned<Raw>) -> Node {
        let mark = self.mark(raw.defined);
        let (mark, content) = match raw.value {
            Raw::Null => (mark, Content::Null),
            Raw::Bool(truth) => (mark, Content::Bool(truth)),
            Raw::Unsigned(number) => (mark, Content::Number(number.into())),
            Raw::Signed(number) => (mark, Content::Number(number.into())),
            Raw::Float(number) => (
                mark,
                Number::from_f64(number).map_or(Content::Null, Content::Number),
            ),
            Raw::Text(text) => (mark, Content::Text(text)),
            Raw::List(items) => {
                let items: Vec<_> = items.into_iter().map(|item| self.node(item)).collect();
                let last = items.last().map(|item| item.mark.end);
                (self.collection(mark, last, ']'), Content::List(items))
            }
            Raw::Map(entries) => {
                let entries = self.entries(entries);
                let last = entries.values().last().map(|entry| entry.value.mark.end);
                let mark = self.collection(mark, last, '}');
                (first_key(&entries, mark), Content::Map(entries))
            }
        };
        Node { mark, content }
    }

    fn entries(&mut self, raw: Vec<(Spanned<Raw>, Spanned<Raw>)>) -> IndexMap<String, Entry> {
        let mut entries = IndexMap::with_capacity(raw.len());
        for (key, value) in raw {
            let mark = self.mark(key.defined);
            let Some(key) = self.key(key.value, mark) else {
                continue;
            };
            let value = self.node(value);
            match entries.entry(key) {
                Slot::Vacant(slot) => {
                    slot.insert(Entry { key: mark, value });
                }
                Slot::Occupied(slot) => {
                    let first: &Entry = slot.get();
                    let line = self
                        .found
                        .texts()
                        .place(first.key.text, first.key.start..first.key.end)
                        .line;
                    let message = format!("key {} is given twice", quoted(slot.key()));
                    self.report(
                        Code::DuplicateKey,
                        message,
                        mark,
                        Some(format!("first given in line {line}")),
                    );
                }
            }
        }
        entries
    }

    /// A key as text: numbers and booleans as they are written.
    fn key(&mut self, key: Raw, mark: Mark) -> Option<String> {
        match key {
            Raw::Text(text) => Some(text),
            Raw::Bool(_) | Raw::Unsigned(_) | Raw::Signed(_) | Raw::Float(_) => Some(
                self.source
                    .get(mark.start - self.offset..mark.end - self.offset)?
                    .to_owned(),
            ),
            Raw::Null | Raw::List(_) | Raw::Map(_) => {
                self.lost = true;
                self.report(Code::Malformed, "a key must be text".to_owned(), mark, None);
                None
            }
        }
    }

    fn malformed(&mut self, error: &Error) {
        let (error, location) = cause(error);
        let mut mark = location.map_or_else(
            || self.character(usize::MAX, usize::MAX),
            |found| self.mark(found),
        );
        let rest = self
            .source
            .get(mark.start - self.offset..)
            .unwrap_or_default();
        if let Some(tab) = rest.find('\t').filter(|_| concerns_tab(error)) {
            mark.start += tab;
            mark.end = mark.start + 1;
        }
        let place = self.found.texts().place(mark.text, mark.start..mark.end);
        self.found.push(malformed(error).at(place));
    }

    fn report(&mut self, code: Code, message: String, mark: Mark, label: Option<String>) {
        let place = self.found.texts().place(mark.text, mark.start..mark.end);
        self.found
            .push(Diagnostic::error(code, message).at(place).label(label));
    }

    /// The bytes of a parser's location, kept inside the text. Errors have a line and a column alone.
    fn mark(&self, location: Location) -> Mark {
        let position = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let span = location.span();
        let (Some(start), Some(length)) = (span.byte_offset(), span.byte_len()) else {
            return self.character(position(location.line()), position(location.column()));
        };
        let start = position(start).min(self.source.len());
        let length = position(length).min(self.source.len() - start);
        Mark {
            text: self.text,
            start: self.offset + start,
            end: self.offset + start + length,
        }
    }

    /// The character at a line and a column, from 1; the end of the text when there is none.
    fn character(&self, line: usize, column: usize) -> Mark {
        let lines = self.source.split_inclusive('\n');
        let before: usize = lines.take(line.saturating_sub(1)).map(str::len).sum();
        let rest = &self.source[before..];
        let start = rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(self.source.len(), |(inside, _)| before + inside);
        let width = self.source[start..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        Mark {
            text: self.text,
            start: self.offset + start,
            end: self.offset + start + width,
        }
    }

    /// The parser marks a list or map at its first character. One in brackets on one line is marked to its
    /// closing bracket.
    fn collection(&self, mark: Mark, last: Option<usize>, close: char) -> Mark {
        let open = if close == ']' { '[' } else { '{' };
        let start = mark.start - self.offset;
        let last = last.map_or(start + 1, |end| end.saturating_sub(self.offset));
        let in_brackets = self.source[start..].starts_with(open);
        let end = (in_brackets && last > start)
            .then(|| self.source.get(start..last).zip(self.source.get(last..)))
            .flatten()
            .filter(|(inside, _)| !inside.contains('\n'))
            .and_then(|(_, rest)| {
                let gap = rest.len() - rest.trim_start_matches([' ', ',']).len();
                rest[gap..].starts_with(close).then_some(last + gap + 1)
            });
        let width = self.source[start..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        Mark {
            end: self.offset + end.unwrap_or(start + width),
            ..mark
        }
    }
}

/// The error itself, and where: for one in a value that is repeated by an alias, the outermost alias.
fn cause(error: &Error) -> (&Error, Option<Location>) {
    match error {
        Error::AliasError {
            error, locations, ..
        } => (cause(error).0, Some(locations.reference_location)),
        Error::WithSnippet { error, .. } => cause(error),
        error => (error, error.location()),
    }
}

/// A map without brackets begins with its first key, and is marked by it.
fn first_key(entries: &IndexMap<String, Entry>, mark: Mark) -> Mark {
    entries
        .values()
        .map(|entry| entry.key)
        .find(|key| key.start == mark.start)
        .unwrap_or(mark)
}
