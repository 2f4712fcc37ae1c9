//! Columns as the raw little-endian files that cross to a worker and back.

use std::fs;
use std::io;
use std::path::Path;

use super::wire::{ColumnFile, DataType, FileRole};
use crate::dataset::Values;

/// Writes a column under `folder`, in files named after `stem`.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_column(
    folder: &Path,
    stem: &str,
    name: &str,
    role: FileRole,
    values: &Values,
) -> io::Result<ColumnFile> {
    let rows = values.rows() as u64;
    let file = folder.join(stem);
    let mut offsets = None;
    let (dtype, shape, bytes) = match values {
        Values::Matrix { width, data } => {
            let bytes = flat(data, f32::to_le_bytes);
            (DataType::F32, vec![rows, *width as u64], bytes)
        }
        Values::Classes(ids) => (DataType::I64, vec![rows], flat(ids, i64::to_le_bytes)),
        Values::Numbers(numbers) => (DataType::F64, vec![rows], flat(numbers, f64::to_le_bytes)),
        Values::Text(texts) => {
            let bytes = texts.concat().into_bytes();
            let mut ends = vec![0i64];
            for text in texts {
                let last = ends.last().copied().unwrap_or_default();
                ends.push(last + i64::try_from(text.len()).map_err(io::Error::other)?);
            }
            let file = folder.join(format!("{stem}.offsets"));
            fs::write(&file, flat(&ends, i64::to_le_bytes))?;
            offsets = Some(file);
            (DataType::U8, vec![bytes.len() as u64], bytes)
        }
    };
    fs::write(&file, bytes)?;
    Ok(ColumnFile {
        name: name.to_owned(),
        role,
        dtype,
        shape,
        file,
        offsets,
        part: None,
    })
}

/// Reads a column that a worker wrote.
///
/// # Errors
/// Where a file is absent, or not of the size or type that was announced.
pub fn read_column(column: &ColumnFile) -> Result<Values, String> {
    let bytes = fs::read(&column.file).map_err(|error| error.to_string())?;
    let dtype = emospec_api::DType::from(column.dtype);
    let elements = column
        .shape
        .iter()
        .try_fold(1u64, |product, &size| product.checked_mul(size));
    let announced = elements.and_then(|elements| elements.checked_mul(dtype.size() as u64));
    if announced != Some(bytes.len() as u64) {
        return Err(format!(
            "its file has {} bytes, which is not its shape",
            bytes.len()
        ));
    }
    match (column.dtype, column.shape.as_slice()) {
        (DataType::F32, &[_, width]) => Ok(Values::Matrix {
            width: usize::try_from(width).map_err(|error| error.to_string())?,
            data: parsed(&bytes, f32::from_le_bytes),
        }),
        (DataType::I64, &[_]) => Ok(Values::Classes(parsed(&bytes, i64::from_le_bytes))),
        (DataType::F64, &[_]) => Ok(Values::Numbers(parsed(&bytes, f64::from_le_bytes))),
        (DataType::U8, &[_]) => texts(&bytes, column).map(Values::Text),
        (dtype, shape) => Err(format!(
            "its type {dtype:?} and shape {shape:?} are none that a column has"
        )),
    }
}

fn texts(bytes: &[u8], column: &ColumnFile) -> Result<Vec<String>, String> {
    let file = column
        .offsets
        .as_ref()
        .ok_or("it is text without offsets")?;
    let ends = fs::read(file).map_err(|error| error.to_string())?;
    let ends: Vec<i64> = parsed(&ends, i64::from_le_bytes);
    ends.windows(2)
        .map(|ends| {
            let start = usize::try_from(ends[0]).ok()?;
            let end = usize::try_from(ends[1]).ok()?;
            std::str::from_utf8(bytes.get(start..end)?)
                .ok()
                .map(str::to_owned)
        })
        .collect::<Option<_>>()
        .ok_or_else(|| "its text is not UTF-8, or its offsets are not in order".to_owned())
}

fn flat<T: Copy, const N: usize>(values: &[T], bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(|&value| bytes(value)).collect()
}

fn parsed<T, const N: usize>(bytes: &[u8], value: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes
        .as_chunks::<N>()
        .0
        .iter()
        .map(|&chunk| value(chunk))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_survives_the_crossing() {
        let folder = tempfile::tempdir().unwrap();
        let columns = [
            Values::Matrix {
                width: 2,
                data: vec![1.0, -0.5, f32::MIN_POSITIVE, 3e30],
            },
            Values::Classes(vec![0, 4]),
            Values::Numbers(vec![0.1, -2.0]),
            Values::Text(vec!["a".into(), "süß".into()]),
        ];
        for values in columns {
            let file = write_column(folder.path(), "0", "c", FileRole::Text, &values).unwrap();
            assert_eq!(read_column(&file).unwrap(), values);
        }
    }

    #[test]
    fn file_that_is_not_its_shape_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let values = Values::Classes(vec![1, 2]);
        let mut file = write_column(folder.path(), "0", "c", FileRole::Target, &values).unwrap();
        file.shape = vec![3];
        assert!(read_column(&file).is_err());
        file.shape = vec![u64::MAX];
        assert!(read_column(&file).is_err());
    }
}
