//! CSV and TSV: UTF-8 text, one row a line, every column [`Stored::Text`].
//!
//! Fields are quoted with `"` where they need it, as RFC 4180 has it. Lines may end in `\n` or
//! `\r\n`; written lines end in `\n`. Numbers are written in the shortest form that reads back
//! as the same number. A file without a header and without rows has no columns.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::{ErrorKind, QuoteStyle, ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::error::{FormatError, listed};
use super::place::Place;
use super::{Address, Format, Stored};

/// How a CSV file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// The first line names the columns.
    pub header: bool,
    /// What separates fields, an ASCII character; [`Format::Tsv`] takes a tab whatever this says.
    pub delimiter: u8,
}

impl Default for CsvOptions {
    /// No header, comma.
    fn default() -> Self {
        Self {
            header: false,
            delimiter: b',',
        }
    }
}

pub(super) fn read(
    file: File,
    path: &Path,
    options: CsvOptions,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(options.header)
        .delimiter(options.delimiter)
        .from_reader(BufReader::new(file));
    let failed = |error| placed(error, path);
    // Without a header this is the first row, which stays a row.
    let first = reader.headers().map_err(failed)?.clone();
    let numbers = wanted
        .iter()
        .map(|address| {
            number(
                &Place {
                    file: path,
                    address,
                },
                &first,
                options.header,
            )
        })
        .collect::<Result<Vec<usize>, _>>()?;
    let mut columns = vec![Vec::new(); wanted.len()];
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(failed)? {
        for (column, &at) in columns.iter_mut().zip(&numbers) {
            // The reader has checked that each row is as long as the first.
            column.push(row.get(at).unwrap_or_default().to_owned());
        }
    }
    Ok(columns.into_iter().map(Stored::Text).collect())
}

/// The number of the column at an address, given the first line.
fn number(place: &Place<'_>, first: &StringRecord, header: bool) -> Result<usize, FormatError> {
    match place.address {
        Address::Index(at) if *at < first.len() => Ok(*at),
        Address::Index(_) => Err(place.missing(
            "column",
            match first.len() {
                0 => "none, being empty".to_owned(),
                count => format!("columns 0 to {}", count - 1),
            },
        )),
        Address::Key(_) if !header => Err(place.unaddressable(
            "the file is read without a header; say `header: true`, or give the column's number",
        )),
        Address::Key(key) => {
            let mut found = first.iter().enumerate().filter(|(_, name)| name == key);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Ok(at),
                (Some((at, _)), Some((again, _))) => Err(place.unaddressable(&format!(
                    "columns {at} and {again} both have that name; give the column's number"
                ))),
                (None, _) => {
                    let names: Vec<String> = first.iter().map(str::to_owned).collect();
                    Err(place.missing("column", listed(&names)))
                }
            }
        }
    }
}

fn placed(error: csv::Error, path: &Path) -> FormatError {
    let file = path.to_owned();
    let line = error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        ErrorKind::Io(source) => FormatError::Unreadable { file, source },
        ErrorKind::Utf8 { err, .. } => FormatError::NotUtf8 {
            file,
            line,
            column: err.field(),
        },
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => FormatError::Ragged {
            file,
            line,
            expected: expected_len,
            found: len,
        },
        other => FormatError::Damaged {
            file,
            format: Format::Csv,
            reason: format!("{other:?}"),
        },
    }
}

pub(super) fn encode(
    options: CsvOptions,
    columns: &[(Address, &Stored)],
    rows: usize,
) -> Result<Vec<u8>, FormatError> {
    let columns = ordered(options, columns)?;
    let failed = |error: csv::Error| FormatError::Unwritten {
        format: Format::Csv,
        reason: error.to_string(),
    };
    let mut writer = WriterBuilder::new()
        .delimiter(options.delimiter)
        .terminator(Terminator::Any(b'\n'))
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    if options.header {
        writer
            .write_record(columns.iter().map(|(name, _)| name))
            .map_err(failed)?;
    }
    for row in 0..rows {
        writer
            .write_record(columns.iter().map(|(_, stored)| field(stored, row)))
            .map_err(failed)?;
    }
    let mut bytes = writer
        .into_inner()
        .map_err(|error| FormatError::Unwritten {
            format: Format::Csv,
            reason: error.to_string(),
        })?;
    quote_mark(&mut bytes, options.delimiter);
    Ok(bytes)
}

/// Quotes the first field where it begins with a byte order mark, which readers would take for one of the file.
fn quote_mark(bytes: &mut Vec<u8>, delimiter: u8) {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        // The field holds nothing that needs quotes, else it would have them.
        let ends = |&byte: &u8| byte == delimiter || byte == b'\n';
        let end = bytes.iter().position(ends).unwrap_or(bytes.len());
        bytes.insert(end, b'"');
        bytes.insert(0, b'"');
    }
}

/// The columns in the order they are written, with the names of the header: by number without a
/// header, as given with one.
fn ordered<'a>(
    options: CsvOptions,
    columns: &[(Address, &'a Stored)],
) -> Result<Vec<(String, &'a Stored)>, FormatError> {
    let mut ordered = Vec::with_capacity(columns.len());
    for (address, stored) in columns {
        let refused = |reason: &str| {
            Err(FormatError::Unwritable {
                format: Format::Csv,
                address: address.clone(),
                reason: reason.to_owned(),
            })
        };
        if matches!(stored, Stored::Matrix { width, .. } if *width != 1) {
            return refused("a field holds one value, not a row of several; use Parquet or HDF5");
        }
        match address {
            Address::Key(name) if options.header => ordered.push((0, name.clone(), *stored)),
            Address::Index(at) if !options.header => ordered.push((*at, String::new(), *stored)),
            Address::Key(_) => return refused("without a header, columns are addressed by number"),
            Address::Index(_) => return refused("with a header, columns are addressed by name"),
        }
    }
    if !options.header {
        ordered.sort_by_key(|(at, _, _)| *at);
        if let Some(missing) = ordered
            .iter()
            .enumerate()
            .find(|(due, (at, _, _))| due != at)
        {
            return Err(FormatError::Hole {
                missing: missing.0,
                count: columns.len(),
            });
        }
    }
    Ok(ordered
        .into_iter()
        .map(|(_, name, stored)| (name, stored))
        .collect())
}

fn field(stored: &Stored, row: usize) -> String {
    match stored {
        Stored::Matrix { data, .. } => data[row].to_string(),
        Stored::Integers(values) => values[row].to_string(),
        Stored::Numbers(values) => values[row].to_string(),
        Stored::Text(values) => values[row].clone(),
    }
}
