//! A file whose headers are looked at before the crate parses them.

use std::io::{self, Read};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::promises::{footer_is_whole, page_is_bounded};

/// Bytes at the end of a file: the length of its metadata, and `PAR1`.
const FOOTER: u64 = 8;

/// Bytes of a page's header that are looked at; few have a hundred.
const MOST_HEADER: u64 = 16 << 10;

/// A file, with errors where a header promises what cannot be, or ends too soon.
pub(super) struct Checked<R>(pub R);

impl<R: Length> Length for Checked<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for Checked<R> {
    type T = Whole<R::T>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let left = self.len().saturating_sub(start);
        if left > FOOTER {
            let length = usize::try_from(left.min(MOST_HEADER)).unwrap_or_default();
            let header = self.0.get_bytes(start, length)?;
            require(
                page_is_bounded(&header),
                "a page promises more than it can hold",
            )?;
        }
        self.0.get_read(start).map(Whole)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.0.get_bytes(start, length)?;
        if start.saturating_add(length as u64).saturating_add(FOOTER) == self.len() {
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
