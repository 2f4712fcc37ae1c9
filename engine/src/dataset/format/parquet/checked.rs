//! A file whose headers are looked at before the crate parses them.

use std::io::{self, Read};
use std::ops::ControlFlow::{Break, Continue};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::promises::{footer_is_whole, page_is_bounded};
use super::thrift::Stop;

/// Bytes at the end of a file: the length of its metadata, and `PAR1`.
const FOOTER: u64 = 8;

/// Bytes that are looked at for a page's header at first; few have a hundred.
const HEADER: u64 = 16 << 10;

/// A file, with errors where a header promises what cannot be, or ends too soon.
pub(super) struct Checked<R>(pub R);

impl<R: Length> Length for Checked<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> Checked<R> {
    /// Looks at the header of a page, which may be longer than most are.
    fn check_page(&self, start: u64, left: u64) -> Result<()> {
        let mut length = left.min(HEADER);
        loop {
            let header = usize::try_from(length).unwrap_or_default();
            match page_is_bounded(&self.0.get_bytes(start, header)?) {
                Break(Stop::Malformed) if length < left => length = left.min(2 * length),
                walked => {
                    let is_bounded = walked == Continue(true);
                    return require(is_bounded, "a page promises more than it can hold");
                }
            }
        }
    }
}

impl<R: ChunkReader> ChunkReader for Checked<R> {
    type T = Whole<R::T>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let left = self.len().saturating_sub(start);
        if left > FOOTER {
            self.check_page(start, left)?;
        }
        self.0.get_read(start).map(Whole)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.saturating_add(length as u64);
        require(end <= self.len(), "it ends too soon")?;
        let bytes = self.0.get_bytes(start, length)?;
        if end.saturating_add(FOOTER) == self.len() {
            require(
                footer_is_whole(&bytes),
                "its metadata contradict the format",
            )?;
        }
        Ok(bytes)
    }
}

fn require(holds: bool, otherwise: &str) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(ParquetError::General(otherwise.to_owned()))
    }
}

/// A reader whose end is an error, since headers lie before the end of a file: the crate skips what is not there without
/// noticing.
pub(super) struct Whole<R>(R);

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !buffer.is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            count => Ok(count),
        }
    }
}
