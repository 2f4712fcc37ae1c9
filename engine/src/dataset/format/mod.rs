//! Named columns of one file, read and written.
//!
//! A [`Format`] turns a file into [`Stored`] columns, found at an [`Address`], and columns into
//! the bytes of a file. What a column means (a view, a target, an id) is not known here; nor are
//! NaN and infinity judged. A damaged file gives a [`FormatError`], and no array is allocated
//! that the file could not fill. Writing is deterministic: equal columns give equal bytes.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod address;
mod csv;
mod error;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod hdf5;
mod npy;
mod npz;
mod parquet;
mod place;
mod stored;
#[cfg(test)]
mod tests;

pub use self::address::Address;
pub use self::csv::CsvOptions;
pub use self::error::FormatError;
pub use self::stored::Stored;

/// How columns lie in a file.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// HDF5: one dataset per column.
    Hdf5,
    /// Comma-separated text, one row per line.
    Csv,
    /// Tab-separated text, one row per line.
    Tsv,
    /// One NumPy array.
    Npy,
    /// Named NumPy arrays in a zip archive.
    Npz,
    /// Parquet: typed columns, matrices as lists of floats.
    Parquet,
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Hdf5 => "HDF5",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Npy => "NPY",
            Self::Npz => "NPZ",
            Self::Parquet => "Parquet",
        })
    }
}

impl Format {
    /// The format that a path's extension names, in either case: `h5`, `hdf5`, `csv`, `tsv`,
    /// `npy`, `npz`, `parquet`.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "h5" | "hdf5" => Some(Self::Hdf5),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "npy" => Some(Self::Npy),
            "npz" => Some(Self::Npz),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// The columns at the wanted addresses, in the order wanted. Columns of HDF5 and NPZ may
    /// differ in their rows.
    ///
    /// # Errors
    /// The file cannot be opened, is damaged or of another format, has no column at an address,
    /// or holds there what is no column: see [`FormatError`].
    pub fn read(
        self,
        path: &Path,
        options: &CsvOptions,
        wanted: &[Address],
    ) -> Result<Vec<Stored>, FormatError> {
        let unreadable = |source: io::Error| FormatError::Unreadable {
            file: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(io::ErrorKind::IsADirectory.into()));
        }
        match self {
            Self::Hdf5 => hdf5::read(file, path, wanted),
            Self::Csv | Self::Tsv => csv::read(file, path, self.options(*options), wanted),
            Self::Npy => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(unreadable)?;
                npy::read(&bytes, path, wanted)
            }
            Self::Npz => npz::read(file, path, wanted),
            Self::Parquet => parquet::read(file, path, wanted),
        }
    }

    /// The columns at the wanted addresses of a Parquet file in memory, in the order wanted.
    ///
    /// # Errors
    /// Those of [`Format::read`].
    pub fn decode_parquet(bytes: Vec<u8>, wanted: &[Address]) -> Result<Vec<Stored>, FormatError> {
        parquet::decode(bytes, Path::new("the predictions"), wanted)
    }

    /// The bytes of a file with these columns.
    ///
    /// # Errors
    /// No columns, two of one address, columns of unequal rows, or a column or an address that
    /// the format cannot hold: see [`FormatError`].
    pub fn encode(
        self,
        options: &CsvOptions,
        columns: &[(Address, &Stored)],
    ) -> Result<Vec<u8>, FormatError> {
        let rows = self.check(columns)?;
        match self {
            Self::Hdf5 => hdf5::encode(columns),
            Self::Csv | Self::Tsv => csv::encode(self.options(*options), columns, rows),
            Self::Npy => npy::encode(columns),
            Self::Npz => npz::encode(columns),
            Self::Parquet => parquet::encode(columns),
        }
    }

    /// Writes a file with these columns.
    ///
    /// # Errors
    /// Those of [`Format::encode`], or the sink's. Nothing is written if encoding fails.
    pub fn write(
        self,
        out: &mut impl Write,
        options: &CsvOptions,
        columns: &[(Address, &Stored)],
    ) -> Result<(), FormatError> {
        let bytes = self.encode(options, columns)?;
        out.write_all(&bytes)
            .map_err(|error| FormatError::Unwritten {
                format: self,
                reason: error.to_string(),
            })
    }

    fn options(self, options: CsvOptions) -> CsvOptions {
        match self {
            Self::Tsv => CsvOptions {
                delimiter: b'\t',
                ..options
            },
            _ => options,
        }
    }

    /// The number of rows that all columns share.
    fn check(self, columns: &[(Address, &Stored)]) -> Result<usize, FormatError> {
        let expected = columns.first().ok_or(FormatError::Empty)?.1.rows();
        for (at, (address, stored)) in columns.iter().enumerate() {
            let address = address.clone();
            if columns[..at].iter().any(|(other, _)| *other == address) {
                return Err(FormatError::Repeated { address });
            }
            if stored.rows() != expected {
                return Err(FormatError::Uneven {
                    address,
                    expected,
                    found: stored.rows(),
                });
            }
            if let Stored::Matrix { rows, width, data } = stored
                && rows.checked_mul(*width) != Some(data.len())
            {
                let reason = format!("{} values are not {rows} rows of {width}", data.len());
                return Err(FormatError::Unwritable {
                    format: self,
                    address,
                    reason,
                });
            }
        }
        Ok(expected)
    }
}
