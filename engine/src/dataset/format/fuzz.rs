//! Any bytes as a file of columns.
#![expect(clippy::unwrap_used, reason = "a broken rule ends in a panic")]

use std::fs;

use tempfile::TempDir;

use super::{Address, CsvOptions, Format, FormatError, Stored};

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().unwrap();
}

/// Columns that files of the corpus have.
const NAMES: [&str; 5] = ["data", "left", "labels", "names", "group/inner"];

/// Reads bytes as an HDF5 file; see [`check`].
pub fn hdf5(bytes: &[u8]) {
    named(Format::Hdf5, bytes);
}

/// Reads bytes as an NPZ archive; see [`check`].
pub fn npz(bytes: &[u8]) {
    named(Format::Npz, bytes);
}

/// Reads bytes as a Parquet file; see [`check`].
pub fn parquet(bytes: &[u8]) {
    named(Format::Parquet, bytes);
}

/// Reads bytes as an NPY file; see [`check`].
pub fn npy(bytes: &[u8]) {
    keep("input", bytes);
    check(Format::Npy, CsvOptions::default(), &[Address::Index(0)]);
}

/// Reads bytes as CSV and TSV, with and without a header; see [`check`].
pub fn csv(bytes: &[u8]) {
    keep("input", bytes);
    let plain = CsvOptions::default();
    let headed = CsvOptions {
        header: true,
        ..plain
    };
    let numbers = [0, 1, 2].map(Address::Index);
    let names = ["left", "labels"].map(Address::from);
    for format in [Format::Csv, Format::Tsv] {
        check(format, plain, &numbers[..1]);
        check(format, plain, &numbers);
        check(format, headed, &names[..1]);
        check(format, headed, &names);
    }
}

/// The name of no column, to have the others listed, and each of those that files of the corpus have.
fn named(format: Format, bytes: &[u8]) {
    keep("input", bytes);
    for name in ["absent"].iter().chain(&NAMES) {
        check(format, CsvOptions::default(), &[Address::from(*name)]);
    }
}

/// Reads columns of the input. There is an error that can be shown, or each column has as many values as its shape says, and those
/// that the format can hold are the same after they were written and read again.
///
/// # Panics
/// Where that does not hold.
fn check(format: Format, options: CsvOptions, wanted: &[Address]) {
    let found = match read("input", format, options, wanted) {
        Ok(found) => found,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert_eq!(found.len(), wanted.len());
    for stored in &found {
        if let Stored::Matrix { rows, width, data } = stored {
            assert_eq!(rows.checked_mul(*width), Some(data.len()));
        }
    }
    let columns: Vec<_> = wanted.iter().cloned().zip(&found).collect();
    let Ok(written) = format.encode(&options, &columns) else {
        return;
    };
    keep("written", &written);
    let again = match read("written", format, options, wanted) {
        Ok(again) => again,
        // Without rows nothing is left of a file without a header.
        Err(_) if !options.header && found.iter().all(|stored| stored.rows() == 0) => return,
        Err(error) => panic!("{error}"),
    };
    for (again, found) in again.iter().zip(&found) {
        assert!(equal(format, again, found), "{found:?} became {again:?}");
    }
}

fn keep(file: &str, bytes: &[u8]) {
    FOLDER.with(|folder| fs::write(folder.path().join(file), bytes).unwrap());
}

fn read(
    file: &str,
    format: Format,
    options: CsvOptions,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    FOLDER.with(|folder| format.read(&folder.path().join(file), &options, wanted))
}

/// Whether two columns are the same, bit for bit. Lists do not record the width of a matrix without rows.
fn equal(format: Format, one: &Stored, two: &Stored) -> bool {
    match (one, two) {
        (
            Stored::Matrix { rows, width, data },
            Stored::Matrix {
                rows: due_rows,
                width: due_width,
                data: due,
            },
        ) => {
            let is_unrecorded = format == Format::Parquet && *rows == 0;
            let same = |(one, two): (&f32, &f32)| one.to_bits() == two.to_bits();
            rows == due_rows
                && (width == due_width || is_unrecorded)
                && data.len() == due.len()
                && data.iter().zip(due).all(same)
        }
        (Stored::Numbers(one), Stored::Numbers(two)) => {
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect();
            let (one, two): (Vec<u64>, Vec<u64>) = (bits(one), bits(two));
            one == two
        }
        _ => one == two,
    }
}
