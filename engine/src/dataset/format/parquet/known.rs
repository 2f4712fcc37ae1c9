//! Structures in which a field of a known number must be of the type that the format says.
//!
//! The crate takes such a field for what the format says it is, whatever type stands beside it. Where both agree, what is
//! walked here is what the crate reads.

use std::ops::ControlFlow::{Break, Continue};

use super::thrift::{
    BINARY, BYTE, DOUBLE, FALSE, I16, I64, LIST, MOST_DEPTH, STRUCT, Step, Stop, TRUE, Walk,
    unsigned,
};

/// What the format says of a field.
pub(super) enum Field {
    Number,
    Byte,
    Flag,
    Double,
    Text,
    Structure(Fields),
    List(&'static Field),
}

/// The known fields of a structure by their numbers; the crate skips others by the types that stand beside them.
pub(super) type Fields = &'static [(u64, Field)];

/// The crate takes larger numbers of fields for smaller ones.
const MOST_FIELD: u64 = i16::MAX.unsigned_abs() as u64;

/// What is found at the end of a path, the numbers of the fields that lead there: a number, the length of a text, or the
/// beginning of a structure.
pub(super) enum Found {
    Number(u64),
    Text(u64),
    Structure,
}

/// A walk through known fields, and who hears of them.
pub(super) struct KnownWalk<'w, 'b> {
    walk: &'w mut Walk<'b>,
    tell: &'w mut dyn FnMut(&[u64], Found),
    path: Vec<u64>,
}

impl<'w, 'b> KnownWalk<'w, 'b> {
    pub fn new(walk: &'w mut Walk<'b>, tell: &'w mut dyn FnMut(&[u64], Found)) -> Self {
        let path = Vec::new();
        Self { walk, tell, path }
    }

    /// Walks a structure.
    pub fn fields(&mut self, known: Fields) -> Step {
        let mut last = 0;
        while let Some((id, kind)) = self.walk.field(last)? {
            if id <= last || id > MOST_FIELD {
                return Break(Stop::Unbounded);
            }
            last = id;
            match known.iter().find(|(known, _)| *known == id) {
                None => self.walk.value(kind, MOST_DEPTH)?,
                Some((_, field)) => {
                    self.path.push(id);
                    self.value(field, kind)?;
                    self.path.pop();
                }
            }
        }
        Continue(())
    }

    fn value(&mut self, field: &Field, kind: u8) -> Step {
        match (field, kind) {
            (Field::Number, I16..=I64) => {
                let number = unsigned(self.walk.number()?);
                (self.tell)(&self.path, Found::Number(number));
                Continue(())
            }
            (Field::Byte, BYTE) | (Field::Flag, TRUE | FALSE) | (Field::Double, DOUBLE) => {
                self.walk.value(kind, MOST_DEPTH)
            }
            (Field::Text, BINARY) => {
                let length = self.walk.number()?;
                self.walk.skip(length)?;
                (self.tell)(&self.path, Found::Text(length));
                Continue(())
            }
            (Field::Structure(fields), STRUCT) => {
                (self.tell)(&self.path, Found::Structure);
                self.fields(fields)
            }
            (Field::List(element), LIST) => {
                let (size, kind) = self.walk.list_header()?;
                if size > self.walk.rest.len() as u64 {
                    return Break(Stop::Unbounded);
                }
                (0..size).try_for_each(|_| self.value(element, kind))
            }
            _ => Break(Stop::Unbounded),
        }
    }
}
