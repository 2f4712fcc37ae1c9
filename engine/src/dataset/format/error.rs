//! What can go wrong between a file and its columns.

use std::io;
use std::path::PathBuf;

use super::{Address, Format};

/// Why a file's columns cannot be read or written. Each message says what failed, where, and
/// what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The file cannot be opened or read at all.
    #[error("failed to read {}: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The bytes are not what the format prescribes: another format, cut short, or altered.
    #[error(
        "failed to read {} as {format}: {reason}; check that the file is {format} and complete",
        file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// The format it was read as.
        format: Format,
        /// What the reader met.
        reason: String,
    },
    /// The file has no column at this address.
    #[error("no {kind} {address} in {}; it has {has}", file.display())]
    Missing {
        /// The file.
        file: PathBuf,
        /// What the format calls a column: `dataset`, `member`, `column`.
        kind: &'static str,
        /// Where the column was sought.
        address: Address,
        /// The addresses the file has, in words.
        has: String,
    },
    /// The address is of a kind that this file does not know.
    #[error("{address} is no address in {}: {reason}", file.display())]
    Unaddressable {
        /// The file.
        file: PathBuf,
        /// Where the column was sought.
        address: Address,
        /// Why, and which addresses the file has.
        reason: String,
    },
    /// What lies at the address is no column.
    #[error("{address} in {} is {found}; {remedy}", file.display())]
    Unsupported {
        /// The file.
        file: PathBuf,
        /// Where it lies.
        address: Address,
        /// What it is instead.
        found: String,
        /// How to make a column of it.
        remedy: &'static str,
    },
    /// A number is outside the range of the type that a column is kept in.
    #[error(
        "{address} in {} has {value} in row {row}, column {column}, which {into} cannot hold; \
         rescale the column or store it one-dimensional",
        file.display()
    )]
    Overflow {
        /// The file.
        file: PathBuf,
        /// The column's address.
        address: Address,
        /// The row, from 0.
        row: usize,
        /// The column within the matrix, from 0.
        column: usize,
        /// The number.
        value: String,
        /// The type: `f32`, `i64`.
        into: &'static str,
    },
    /// A row has no value.
    #[error("{address} in {} is null in row {row}; fill it or drop the row", file.display())]
    Null {
        /// The file.
        file: PathBuf,
        /// The column's address.
        address: Address,
        /// The row, from 0.
        row: usize,
    },
    /// A CSV row has more or fewer fields than the first.
    #[error(
        "{} line {line} has {found} fields where the first line has {expected}; \
         make the rows equal, and quote fields that contain the delimiter",
        file.display()
    )]
    Ragged {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// Fields in the first line.
        expected: u64,
        /// Fields in this line.
        found: u64,
    },
    /// A CSV field is not UTF-8.
    #[error("{} line {line}, column {column} is not UTF-8; save the file as UTF-8", file.display())]
    NotUtf8 {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column number, from 0.
        column: usize,
    },
    /// The format cannot hold this column, or not at this address.
    #[error("{format} cannot hold {address}: {reason}")]
    Unwritable {
        /// The format asked for.
        format: Format,
        /// The column's address.
        address: Address,
        /// Why, and what to do.
        reason: String,
    },
    /// Column numbers leave a hole.
    #[error(
        "no column {missing} among the {count} columns to write; number them from 0 without a hole"
    )]
    Hole {
        /// The smallest missing number.
        missing: usize,
        /// How many columns were given.
        count: usize,
    },
    /// Columns of one file differ in length.
    #[error(
        "{address} has {found} rows where the first column has {expected}; give all columns the same rows"
    )]
    Uneven {
        /// The column's address.
        address: Address,
        /// Rows of the first column.
        expected: usize,
        /// Rows of this one.
        found: usize,
    },
    /// Two columns have one address.
    #[error("{address} is written twice; give each column its own address")]
    Repeated {
        /// The address.
        address: Address,
    },
    /// There is nothing to write.
    #[error("no columns to write; a file needs at least one")]
    Empty,
    /// The encoder or the sink failed.
    #[error("failed to write {format}: {reason}")]
    Unwritten {
        /// The format.
        format: Format,
        /// What the encoder or the system said.
        reason: String,
    },
}

/// `` `left`, `right` ``: addresses a message lists, cut to a length a person reads.
pub(super) fn listed(names: &[String]) -> String {
    const MOST: usize = 20;
    if names.is_empty() {
        return "none".to_owned();
    }
    let shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
