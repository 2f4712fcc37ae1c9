use std::ops::Range;

use crate::program::Program;
use crate::{Failure, Span};

/// Bytes that are read at once.
const BLOCK: usize = 64 << 10;

/// Units of a stream, such as samples or frames, cut from a program's output as it comes.
pub struct Pieces<'a> {
    /// None once its output has ended.
    program: Option<Program<'a>>,
    /// Bytes of a unit.
    unit: usize,
    /// The wanted units and the place of their span among those asked for, by their beginnings.
    wanted: Vec<(Range<u64>, usize)>,
    /// Of those, how many were given.
    given: usize,
    /// What may still be needed of what was read,
    kept: Vec<u8>,
    /// which begins at this byte of the stream.
    begins: u64,
    /// Bytes of the stream that were read.
    read: u64,
    block: Vec<u8>,
}

/// The units of one span.
pub struct Piece {
    /// The place of the span among those asked for.
    pub span: usize,
    /// Its bytes, a whole number of units; fewer than wanted where the stream ended before the span.
    pub bytes: Vec<u8>,
    /// Units that the span covers.
    pub wanted: usize,
}

impl<'a> Pieces<'a> {
    /// Cuts `spans` from the output of `program`, which has `rate` units of `unit` bytes a second.
    pub fn new(program: Program<'a>, unit: usize, rate: f64, spans: &[Span]) -> Self {
        let mut wanted: Vec<_> = spans
            .iter()
            .enumerate()
            .map(|(place, span)| (span.units(rate), place))
            .collect();
        wanted.sort_by_key(|(units, place)| (units.start, *place));
        Self {
            program: Some(program),
            unit,
            wanted,
            given: 0,
            kept: Vec::new(),
            begins: 0,
            read: 0,
            block: vec![0; BLOCK],
        }
    }

    /// The bytes of the stream of the next span.
    fn next_bytes(&self) -> Option<Range<u64>> {
        let unit = self.unit as u64;
        let (units, _) = self.wanted.get(self.given)?;
        Some(units.start.saturating_mul(unit)..units.end.saturating_mul(unit))
    }

    /// Reads until the bytes before `end` are there, or the stream ends; bytes before `start` are not kept.
    fn read_to(&mut self, start: u64, end: u64) -> Result<(), Failure> {
        self.forget_before(start);
        while self.read < end {
            let Some(program) = &mut self.program else {
                break;
            };
            let count = program.read(&mut self.block)?;
            if count == 0 {
                if let Some(program) = self.program.take() {
                    program.finish()?;
                }
                break;
            }
            self.kept.extend_from_slice(&self.block[..count]);
            self.read += count as u64;
            self.forget_before(start);
        }
        Ok(())
    }

    fn forget_before(&mut self, start: u64) {
        let needless = usize::try_from(start.saturating_sub(self.begins))
            .unwrap_or(usize::MAX)
            .min(self.kept.len());
        self.kept.drain(..needless);
        self.begins += needless as u64;
    }

    fn piece(&mut self, bytes: &Range<u64>) -> Result<Piece, Failure> {
        self.read_to(bytes.start, bytes.end)?;
        let (units, span) = &self.wanted[self.given];
        // Where the stream ended before the span, what is kept begins before it, and is none of it.
        let skipped = usize::try_from(bytes.start - self.begins).unwrap_or(usize::MAX);
        let kept = self.kept.get(skipped..).unwrap_or_default();
        let length = usize::try_from(bytes.end - bytes.start)
            .unwrap_or(usize::MAX)
            .min(kept.len());
        Ok(Piece {
            span: *span,
            bytes: kept[..length - length % self.unit].to_vec(),
            wanted: usize::try_from(units.end - units.start).unwrap_or(usize::MAX),
        })
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Piece, Failure>;

    /// The spans in the order of their beginnings; after a failure there are no more.
    fn next(&mut self) -> Option<Self::Item> {
        let Some(bytes) = self.next_bytes() else {
            // Nothing more is needed: the program need not go on.
            self.program = None;
            return None;
        };
        let piece = self.piece(&bytes);
        self.given = if piece.is_ok() {
            self.given + 1
        } else {
            self.program = None;
            self.wanted.len()
        };
        Some(piece)
    }
}
