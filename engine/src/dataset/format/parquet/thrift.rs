//! Bytes in Thrift's compact protocol, walked before the crate parses them: a list of 2^31 elements in a few bytes would keep
//! it busy for minutes.

use std::ops::ControlFlow::{self, Break, Continue};

/// Structures within one another; the crate stops there, too.
pub(super) const MOST_DEPTH: usize = 64;

const STOP: u8 = 0;
pub(super) const TRUE: u8 = 1;
pub(super) const FALSE: u8 = 2;
pub(super) const BYTE: u8 = 3;
pub(super) const I16: u8 = 4;
pub(super) const I64: u8 = 6;
pub(super) const DOUBLE: u8 = 7;
pub(super) const BINARY: u8 = 8;
pub(super) const LIST: u8 = 9;
pub(super) const STRUCT: u8 = 12;

/// Why a walk ends early.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stop {
    /// A list or map says to be longer than what is left, or has booleans, whose elements take no bytes; or a field that is
    /// known is not of its type.
    Unbounded,
    /// The bytes are no structure.
    Malformed,
}

pub(super) type Step<T = ()> = ControlFlow<Stop, T>;

/// What is left to read of bytes in Thrift's compact protocol.
pub(super) struct Walk<'a> {
    pub(super) rest: &'a [u8],
}

impl Walk<'_> {
    pub(super) fn value(&mut self, kind: u8, depth: usize) -> Step {
        if depth == 0 {
            return Break(Stop::Malformed);
        }
        match kind {
            TRUE | FALSE => Continue(()),
            BYTE => self.skip(1),
            I16..=I64 => {
                self.number()?;
                Continue(())
            }
            DOUBLE => self.skip(8),
            BINARY => {
                let length = self.number()?;
                self.skip(length)
            }
            LIST | 10 => self.list(depth),
            11 => self.map(depth),
            STRUCT => self.fields(depth),
            13 => self.skip(16),
            _ => Break(Stop::Malformed),
        }
    }

    fn fields(&mut self, depth: usize) -> Step {
        while let Some((_, kind)) = self.field(0)? {
            self.value(kind, depth - 1)?;
        }
        Continue(())
    }

    /// The number and type of the next field of a structure, after that of number `last`.
    pub(super) fn field(&mut self, last: u64) -> Step<Option<(u64, u8)>> {
        let field = self.byte()?;
        let (kind, step) = (field & 15, field >> 4);
        if kind == STOP {
            return Continue(None);
        }
        let id = match step {
            0 => unsigned(self.number()?),
            step => last.saturating_add(step.into()),
        };
        Continue(Some((id, kind)))
    }

    fn list(&mut self, depth: usize) -> Step {
        let (size, kind) = self.list_header()?;
        self.elements(size, &[kind], depth)
    }

    /// How many elements of which type follow.
    pub(super) fn list_header(&mut self) -> Step<(u64, u8)> {
        let header = self.byte()?;
        let size = match header >> 4 {
            15 => self.number()?,
            size => u64::from(size),
        };
        Continue((size, header & 15))
    }

    fn map(&mut self, depth: usize) -> Step {
        let size = self.number()?;
        if size == 0 {
            return Continue(());
        }
        let kinds = self.byte()?;
        self.elements(size, &[kinds >> 4, kinds & 15], depth)
    }

    fn elements(&mut self, size: u64, kinds: &[u8], depth: usize) -> Step {
        let is_empty = |kind: &u8| matches!(*kind, TRUE | FALSE);
        if size > self.rest.len() as u64 || size > 0 && kinds.iter().any(is_empty) {
            return Break(Stop::Unbounded);
        }
        for _ in 0..size {
            for kind in kinds {
                self.value(*kind, depth - 1)?;
            }
        }
        Continue(())
    }

    pub(super) fn skip(&mut self, length: u64) -> Step {
        let rest = usize::try_from(length).ok();
        match rest.and_then(|length| self.rest.get(length..)) {
            Some(rest) => {
                self.rest = rest;
                Continue(())
            }
            None => Break(Stop::Malformed),
        }
    }

    pub(super) fn byte(&mut self) -> Step<u8> {
        match self.rest.split_first() {
            Some((byte, rest)) => {
                self.rest = rest;
                Continue(*byte)
            }
            None => Break(Stop::Malformed),
        }
    }

    /// Seven bits a byte, the lowest first.
    pub(super) fn number(&mut self) -> Step<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Continue(number);
            }
        }
        Break(Stop::Malformed)
    }
}

/// The signed number that a zigzag is, or the most where it is negative: none of those looked at may be.
pub(super) fn unsigned(zigzag: u64) -> u64 {
    match zigzag % 2 {
        0 => zigzag / 2,
        _ => u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_bounded(structure: &[u8]) -> bool {
        Walk { rest: structure }.value(STRUCT, MOST_DEPTH) != Break(Stop::Unbounded)
    }

    #[test]
    fn collection_longer_than_what_is_left_is_unbounded() {
        // Field 1: a list of doubles, of 2^31 - 1 and of one.
        assert!(!is_bounded(&[0x19, 0xf7, 0xff, 0xff, 0xff, 0xff, 0x07, 0]));
        assert!(is_bounded(&[0x19, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        // A map of 127 numbers to numbers, one of none, and one of a number.
        assert!(!is_bounded(&[0x1b, 0x7f, 0x55, 0]));
        assert!(is_bounded(&[0x1b, 0, 0]));
        assert!(is_bounded(&[0x1b, 1, 0x55, 2, 4, 0]));
    }

    #[test]
    fn lists_of_booleans_are_unbounded() {
        assert!(!is_bounded(&[0x19, 0x11, 1, 0]));
        assert!(is_bounded(&[0x11, 0x12, 0]));
    }

    #[test]
    fn bytes_that_are_no_structure_are_malformed() {
        assert!(is_bounded(&[]));
        assert!(is_bounded(&[0x18, 0x7f, 1]));
        assert!(is_bounded(&[0x1c; 500]));
        assert!(is_bounded(&[
            0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1
        ]));
    }
}
