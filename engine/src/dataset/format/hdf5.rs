//! HDF5: one dataset per column, as `h5py` reads and writes it.
//!
//! Read: contiguous, compact and chunked layouts with the deflate, shuffle, Fletcher-32, nbit,
//! scale-offset and szip filters; floats, integers, h5py's booleans and strings. Links to other
//! files are not followed. Written: one contiguous dataset per column, uncompressed and without
//! times: `f32` of two dimensions, `i64`, `f64` or variable-length strings of one.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use hdf5_reader::error::Error;
use hdf5_reader::group::Group;
use hdf5_reader::{
    Dataset, Datatype, FileStorage, H5Type, Hdf5File, SliceInfo, SliceInfoElem, StringSize,
};
use hdf5_writer::{DatasetBuilder, Hdf5Builder, WriteOptions};

use super::error::{FormatError, listed};
use super::place::Place;
use super::stored::Values;
use super::{Address, Format, Stored};

/// Deflate turns at most this many bytes into one, so a compressed dataset cannot honestly be
/// larger than the file by more.
const MOST_EXPANSION: u64 = 1032;

/// Texts that are the same piece of a file may take this many times its bytes.
const MOST_SHARING: u64 = 64;

/// Elements that are read at once.
const BLOCK: usize = 256 << 10;

/// How deep groups are searched for the names a message lists; links may form rings.
const MOST_DEPTH: usize = 8;

pub(super) fn read(
    file: File,
    path: &Path,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let damaged = |reason: String| FormatError::Damaged {
        file: path.to_owned(),
        format: Format::Hdf5,
        reason,
    };
    let storage = FileStorage::from_file(file).map_err(|error| damaged(error.to_string()))?;
    let file =
        Hdf5File::from_storage(Arc::new(storage)).map_err(|error| damaged(error.to_string()))?;
    let (due, length) = (file.superblock().eof_address, file.storage().len());
    if due > length {
        return Err(damaged(format!(
            "it should have {due} bytes and has {length}"
        )));
    }
    wanted
        .iter()
        .map(|address| {
            column(
                &file,
                &Place {
                    file: path,
                    address,
                },
            )
        })
        .collect()
}

fn column(file: &Hdf5File, place: &Place<'_>) -> Result<Stored, FormatError> {
    let key = place.key("dataset")?;
    let dataset = file.dataset(key).map_err(|error| match names(file) {
        Ok(names) if !names.iter().any(|name| name == key.trim_matches('/')) => {
            place.missing("dataset", listed(&names))
        }
        _ => place.damaged(Format::Hdf5, &error),
    })?;
    let damaged = |error: Error| place.damaged(Format::Hdf5, &error);
    check_size(&dataset, file.storage().len(), place)?;
    let shape = dataset
        .shape()
        .iter()
        .map(|&side| usize::try_from(side))
        .collect::<Result<Vec<usize>, _>>()
        .map_err(|error| place.damaged(Format::Hdf5, &error))?;
    if matches!(
        dataset.dtype(),
        Datatype::String { .. } | Datatype::VarLen { .. }
    ) && shape.len() == 1
    {
        check_texts(&dataset, file.storage().len(), place)?;
        return Ok(Stored::Text(dataset.read_strings().map_err(damaged)?));
    }
    match numbers(&dataset, place)? {
        Some(values) => values.shaped(&shape, place),
        None => Err(place.unsupported(
            format!(
                "a dataset of type {}, shape {shape:?}",
                kind(dataset.dtype())
            ),
            "store numbers of one or two dimensions, or one string per row",
        )),
    }
}

/// Refuses a shape that the file cannot hold, before anything of that size is allocated. Elements without bytes count as
/// if they had one: texts of no length take memory too.
fn check_size(dataset: &Dataset, length: u64, place: &Place<'_>) -> Result<(), FormatError> {
    let damaged = |error: Error| place.damaged(Format::Hdf5, &error);
    let elements = dataset.num_elements().map_err(damaged)?;
    let bytes = elements.max(dataset.raw_byte_len().map_err(damaged)? as u64);
    let most = match dataset.chunks() {
        None => length,
        Some(_) => length.saturating_mul(MOST_EXPANSION),
    };
    if bytes > most {
        let reason = format!(
            "its shape {:?} takes {bytes} bytes, the file has {length}",
            dataset.shape()
        );
        return Err(place.damaged(Format::Hdf5, &reason));
    }
    Ok(())
}

/// Refuses texts that are one piece of the file again and again, so that together they are much larger than it.
fn check_texts(dataset: &Dataset, length: u64, place: &Place<'_>) -> Result<(), FormatError> {
    if matches!(
        dataset.dtype(),
        Datatype::String {
            size: StringSize::Fixed(_),
            ..
        }
    ) {
        return Ok(());
    }
    let damaged = |error: Error| place.damaged(Format::Hdf5, &error);
    let size = dataset.raw_element_size().map_err(damaged)?.max(1);
    let raw = dataset.read_raw_bytes().map_err(damaged)?;
    // A length, and where the piece lies.
    let mut pieces: Vec<&[u8]> = raw
        .chunks_exact(size)
        .filter_map(|text| text.get(size_of::<u32>()..))
        .collect();
    pieces.sort_unstable();
    let repeated = pieces.chunk_by(|one, two| one == two);
    let repeated = repeated.filter(|same| same.len() > 1);
    let bytes = repeated.fold(0_u64, |bytes, same| {
        bytes.saturating_add(piece_size(dataset, same[0]).saturating_mul(same.len() as u64))
    });
    if bytes > length.saturating_mul(MOST_SHARING) {
        let reason = format!("its texts take {bytes} bytes, the file has {length}");
        return Err(place.damaged(Format::Hdf5, &reason));
    }
    Ok(())
}

/// The power of two that is just larger than a piece of text; 0 where there is none.
fn piece_size(dataset: &Dataset, place: &[u8]) -> u64 {
    let has = |length: u32| {
        let reference = [&length.to_le_bytes(), place].concat();
        let found = dataset.resolve_vlen_reference_bytes(&reference, 1);
        found.is_ok_and(|bytes| !bytes.is_empty())
    };
    let mut length = 1;
    while has(length) && length < 1 << 31 {
        length <<= 1;
    }
    if length == 1 { 0 } else { length.into() }
}

/// The dataset's numbers, or nothing where it holds something else.
fn numbers(dataset: &Dataset, place: &Place<'_>) -> Result<Option<Values>, FormatError> {
    let damaged = |error: Error| place.damaged(Format::Hdf5, &error);
    let whole = |values: Result<Vec<i64>, Error>| values.map(Values::Whole).map_err(damaged);
    let values = match dataset.dtype() {
        Datatype::FloatingPoint { size: 4, .. } => {
            Values::Single(elements(dataset).map_err(damaged)?)
        }
        Datatype::FloatingPoint { size: 8, .. } => {
            Values::Double(elements(dataset).map_err(damaged)?)
        }
        Datatype::FixedPoint { size, signed, .. } => match (size, signed) {
            (1, true) => whole(widened::<i8>(dataset))?,
            (2, true) => whole(widened::<i16>(dataset))?,
            (4, true) => whole(widened::<i32>(dataset))?,
            (8, true) => whole(elements(dataset))?,
            (1, false) => whole(widened::<u8>(dataset))?,
            (2, false) => whole(widened::<u16>(dataset))?,
            (4, false) => whole(widened::<u32>(dataset))?,
            (8, false) => Values::Whole(fitting(dataset, place)?),
            _ => return Ok(None),
        },
        // h5py's booleans.
        Datatype::Enum { base, .. } if matches!(**base, Datatype::FixedPoint { size: 1, .. }) => {
            let bytes = dataset.read_raw_bytes().map_err(damaged)?;
            Values::Whole(
                bytes
                    .into_iter()
                    .map(|byte| i64::from(byte.cast_signed()))
                    .collect(),
            )
        }
        _ => return Ok(None),
    };
    Ok(Some(values))
}

fn elements<T: H5Type + Default + Copy>(dataset: &Dataset) -> Result<Vec<T>, Error> {
    let count = dataset.raw_byte_len()? / dataset.raw_element_size()?.max(1);
    if let (&[rows, width], None) = (dataset.shape(), dataset.chunks())
        && count > BLOCK
    {
        return rows_in_blocks(dataset, rows, width, count);
    }
    let mut values = vec![T::default(); count];
    dataset.read_into(&mut values)?;
    Ok(values)
}

/// The rows of a matrix that lies in one piece, block by block: read at once, they would be held twice.
fn rows_in_blocks<T: H5Type + Copy>(
    dataset: &Dataset,
    rows: u64,
    width: u64,
    count: usize,
) -> Result<Vec<T>, Error> {
    let mut values = Vec::with_capacity(count);
    let step = (BLOCK as u64 / width.max(1)).max(1);
    let mut start = 0;
    while start < rows {
        let end = rows.min(start + step);
        let range = |start, end| SliceInfoElem::Slice {
            start,
            end,
            step: 1,
        };
        let block = dataset.read_slice::<T>(&SliceInfo {
            selections: vec![range(start, end), range(0, width)],
        })?;
        values.extend(block.iter().copied());
        start = end;
    }
    Ok(values)
}

fn widened<T: H5Type + Default + Copy + Into<i64>>(dataset: &Dataset) -> Result<Vec<i64>, Error> {
    Ok(elements::<T>(dataset)?
        .into_iter()
        .map(Into::into)
        .collect())
}

fn fitting(dataset: &Dataset, place: &Place<'_>) -> Result<Vec<i64>, FormatError> {
    let values: Vec<u64> =
        elements(dataset).map_err(|error| place.damaged(Format::Hdf5, &error))?;
    let width = dataset
        .shape()
        .get(1)
        .copied()
        .and_then(|w| usize::try_from(w).ok())
        .unwrap_or(1);
    let convert = |(at, value): (usize, &u64)| {
        i64::try_from(*value)
            .map_err(|_| place.overflow(at / width.max(1), at % width.max(1), value, "i64"))
    };
    values.iter().enumerate().map(convert).collect()
}

fn kind(datatype: &Datatype) -> String {
    match datatype {
        Datatype::FloatingPoint { size, .. } => format!("float{}", u32::from(*size) * 8),
        Datatype::FixedPoint { size, .. } => format!("int{}", u32::from(*size) * 8),
        Datatype::String { .. } => "string".to_owned(),
        Datatype::VarLen { .. } => "variable-length".to_owned(),
        Datatype::Compound { .. } => "compound".to_owned(),
        Datatype::Array { .. } => "array".to_owned(),
        Datatype::Enum { .. } => "enumeration".to_owned(),
        Datatype::Opaque { .. } => "opaque".to_owned(),
        Datatype::Reference { .. } => "reference".to_owned(),
        Datatype::Bitfield { .. } => "bitfield".to_owned(),
    }
}

/// The paths of all datasets, in the file's order.
fn names(file: &Hdf5File) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    gather(&file.root_group()?, "", 0, &mut names)?;
    Ok(names)
}

fn gather(group: &Group, above: &str, depth: usize, names: &mut Vec<String>) -> Result<(), Error> {
    let (groups, datasets) = group.member_names()?;
    names.extend(datasets.iter().map(|name| format!("{above}{name}")));
    if depth < MOST_DEPTH {
        for name in groups {
            gather(
                &group.group(&name)?,
                &format!("{above}{name}/"),
                depth + 1,
                names,
            )?;
        }
    }
    Ok(())
}

pub(super) fn encode(columns: &[(Address, &Stored)]) -> Result<Vec<u8>, FormatError> {
    let mut file = Hdf5Builder::new();
    for (address, stored) in columns {
        let refused = |reason: String| FormatError::Unwritable {
            format: Format::Hdf5,
            address: address.clone(),
            reason,
        };
        let Address::Key(key) = address else {
            return Err(refused("address a dataset by its name".to_owned()));
        };
        let rows = [stored.rows() as u64];
        let dataset = match stored {
            Stored::Matrix { width, data, .. } => {
                DatasetBuilder::typed_data(key, [rows[0], *width as u64], data)
            }
            Stored::Integers(values) => DatasetBuilder::typed_data(key, rows, values),
            Stored::Numbers(values) => DatasetBuilder::typed_data(key, rows, values),
            Stored::Text(values) => DatasetBuilder::vlen_string_data(key, rows, values),
        };
        let dataset = dataset.map_err(|error| refused(error.to_string()))?;
        dataset
            .validate()
            .map_err(|error| refused(error.to_string()))?;
        file = file.dataset(dataset);
    }
    file.into_plan()
        .and_then(|plan| plan.encode(WriteOptions::default()))
        .map_err(|error| FormatError::Unwritten {
            format: Format::Hdf5,
            reason: error.to_string(),
        })
}
