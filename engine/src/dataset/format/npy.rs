//! NPY: one array, as `numpy.save` writes it.
//!
//! Little-endian `f4`, `f8`, all integer types and booleans, of one or two dimensions, in C or
//! Fortran order. The file's only column has the address 0.

use std::path::Path;

use ndarray::{Array1, ArrayD, ArrayView2, ArrayViewD};
use ndarray_npy::npy::header::Header;
use ndarray_npy::{
    ReadNpyExt, ReadableElement, ViewElement, ViewNpyError, ViewNpyExt, WriteNpyExt,
};

use super::error::FormatError;
use super::place::Place;
use super::stored::Values;
use super::{Address, Format, Stored};

/// The longest header dictionary that is parsed: NumPy's own limit.
const MOST_HEADER: usize = 10_000;

/// The deepest brackets that are parsed, enough for a structured type to be named in an error.
const MOST_DEPTH: usize = 6;

pub(super) fn read(
    bytes: &[u8],
    path: &Path,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let column = |address| {
        let place = Place {
            file: path,
            address,
        };
        match address {
            Address::Index(0) => decode(bytes, Format::Npy, &place),
            _ => Err(place.unaddressable("the file is one array, whose address is 0")),
        }
    };
    wanted.iter().map(column).collect()
}

/// The array that the bytes of an NPY file hold.
pub(super) fn decode(
    bytes: &[u8],
    format: Format,
    place: &Place<'_>,
) -> Result<Stored, FormatError> {
    let header = header(bytes).map_err(|reason| place.damaged(format, &reason))?;
    let kind = header
        .type_descriptor
        .as_string()
        .map_or("a structure", String::as_str);
    let damaged = |reason: String| place.damaged(format, &reason);
    let values = match kind {
        "<f4" => Values::Single(elements(bytes).map_err(damaged)?),
        "<f8" => Values::Double(elements(bytes).map_err(damaged)?),
        "<i8" => Values::Whole(elements(bytes).map_err(damaged)?),
        "<i4" => whole::<i32>(bytes).map_err(damaged)?,
        "<i2" => whole::<i16>(bytes).map_err(damaged)?,
        "|i1" => whole::<i8>(bytes).map_err(damaged)?,
        "<u4" => whole::<u32>(bytes).map_err(damaged)?,
        "<u2" => whole::<u16>(bytes).map_err(damaged)?,
        "|u1" => whole::<u8>(bytes).map_err(damaged)?,
        "|b1" => whole::<bool>(bytes).map_err(damaged)?,
        "<u8" => {
            let values: Vec<u64> = elements(bytes).map_err(damaged)?;
            let width = header.shape.get(1).copied().unwrap_or(1).max(1);
            let signed = |(at, value): (usize, &u64)| {
                i64::try_from(*value)
                    .map_err(|_| place.overflow(at / width, at % width, value, "i64"))
            };
            Values::Whole(
                values
                    .iter()
                    .enumerate()
                    .map(signed)
                    .collect::<Result<_, _>>()?,
            )
        }
        other => {
            return Err(place.unsupported(
                format!("an array of type {other}"),
                "save it as float32, float64 or an integer type; text goes in CSV or Parquet",
            ));
        }
    };
    values.shaped(&header.shape, place)
}

/// The header, checked before its dictionary is parsed: the parser backtracks, and its time
/// doubles with each open bracket.
fn header(mut bytes: &[u8]) -> Result<Header, String> {
    let length = match bytes {
        [_, _, _, _, _, _, 1, _, low, high, ..] => usize::from(u16::from_le_bytes([*low, *high])),
        [_, _, _, _, _, _, _, _, low, mid, 0, 0, ..] => {
            usize::from(u16::from_le_bytes([*low, *mid]))
        }
        _ => usize::MAX,
    };
    let dictionary = bytes.get(10..).unwrap_or_default();
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in dictionary.iter().take(length) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if length > MOST_HEADER || deepest > MOST_DEPTH {
        return Err("it has no header that NumPy writes".to_owned());
    }
    Header::from_reader(&mut bytes).map_err(|error| error.to_string())
}

/// The elements in C order. The lengths are compared before anything is allocated.
fn elements<T>(bytes: &[u8]) -> Result<Vec<T>, String>
where
    T: Copy + ReadableElement + ViewElement,
{
    match ArrayViewD::<T>::view_npy(bytes) {
        Ok(view) => Ok(view.iter().copied().collect()),
        // Found after the length has been.
        Err(ViewNpyError::MisalignedData) => {
            let array = ArrayD::<T>::read_npy(bytes).map_err(|error| error.to_string())?;
            Ok(array.iter().copied().collect())
        }
        Err(error) => Err(error.to_string()),
    }
}

fn whole<T>(bytes: &[u8]) -> Result<Values, String>
where
    T: Copy + ReadableElement + ViewElement + Into<i64>,
{
    let values: Vec<T> = elements(bytes)?;
    Ok(Values::Whole(values.into_iter().map(Into::into).collect()))
}

pub(super) fn encode(columns: &[(Address, &Stored)]) -> Result<Vec<u8>, FormatError> {
    if let [(address @ Address::Index(0), stored)] = columns {
        return array(Format::Npy, address, stored);
    }
    let other = columns
        .iter()
        .find(|(address, _)| *address != Address::Index(0));
    Err(FormatError::Unwritable {
        format: Format::Npy,
        address: other.map_or(Address::Index(0), |(address, _)| address.clone()),
        reason: "the file is one array, whose address is 0; use NPZ for several".to_owned(),
    })
}

/// The bytes of an NPY file that holds one column.
pub(super) fn array(
    format: Format,
    address: &Address,
    stored: &Stored,
) -> Result<Vec<u8>, FormatError> {
    let mut bytes = Vec::new();
    let written = match stored {
        Stored::Matrix { rows, width, data } => ArrayView2::from_shape((*rows, *width), data)
            .map_err(|error| error.to_string())
            .and_then(|array| {
                array
                    .write_npy(&mut bytes)
                    .map_err(|error| error.to_string())
            }),
        Stored::Integers(values) => Array1::from_vec(values.clone())
            .write_npy(&mut bytes)
            .map_err(|e| e.to_string()),
        Stored::Numbers(values) => Array1::from_vec(values.clone())
            .write_npy(&mut bytes)
            .map_err(|e| e.to_string()),
        Stored::Text(_) => {
            return Err(FormatError::Unwritable {
                format,
                address: address.clone(),
                reason: "arrays hold no text; use CSV, Parquet or HDF5".to_owned(),
            });
        }
    };
    written.map_err(|reason| FormatError::Unwritten { format, reason })?;
    Ok(bytes)
}
