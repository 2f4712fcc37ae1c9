//! Columns as the raw little-endian files that cross to a worker and back.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::wire::{ColumnFile, DataType, FileRole};
use crate::dataset::Values;

/// Elements that are converted at once.
const BLOCK: usize = 64 << 10;

/// Writes a column under `folder`, in files named after `stem` that nobody writes to afterwards.
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
    let (dtype, shape) = match values {
        Values::Matrix { width, data } => {
            write_array(&file, data, f32::to_le_bytes)?;
            (DataType::F32, vec![rows, *width as u64])
        }
        Values::Classes(ids) => {
            write_array(&file, ids, i64::to_le_bytes)?;
            (DataType::I64, vec![rows])
        }
        Values::Numbers(numbers) => {
            write_array(&file, numbers, f64::to_le_bytes)?;
            (DataType::F64, vec![rows])
        }
        Values::Text(texts) => {
            let bytes = texts.concat().into_bytes();
            let mut ends = vec![0i64];
            for text in texts {
                let last = ends.last().copied().unwrap_or_default();
                ends.push(last + i64::try_from(text.len()).map_err(io::Error::other)?);
            }
            let ends_file = folder.join(format!("{stem}.offsets"));
            write_array(&ends_file, &ends, i64::to_le_bytes)?;
            offsets = Some(ends_file);
            write_array(&file, &bytes, |byte| [byte])?;
            (DataType::U8, vec![bytes.len() as u64])
        }
    };
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

/// Writes numbers block by block, so that they are not held twice.
fn write_array<T: Copy, const N: usize>(
    path: &Path,
    values: &[T],
    bytes: impl Fn(T) -> [u8; N],
) -> io::Result<()> {
    let mut file = File::create(path)?;
    let mut block = Vec::with_capacity(BLOCK * N);
    for values in values.chunks(BLOCK) {
        block.clear();
        block.extend(values.iter().flat_map(|&value| bytes(value)));
        file.write_all(&block)?;
    }
    file.set_permissions(Permissions::from_mode(0o444))
}

/// Reads a column that a worker wrote into the folder `outputs` of its call. Its files may hold `largest` bytes in all.
///
/// # Errors
/// Where a file is absent or lies elsewhere, or is not of the size or type that was announced.
pub fn read_column(column: &ColumnFile, outputs: &Path, largest: u64) -> Result<Values, String> {
    let dtype = emospec_api::DType::from(column.dtype);
    let elements = column
        .shape
        .iter()
        .try_fold(1u64, |product, &size| product.checked_mul(size));
    let announced = elements
        .and_then(|elements| elements.checked_mul(dtype.size() as u64))
        .filter(|&bytes| bytes <= largest)
        .ok_or_else(|| format!("its shape {:?} is larger than memory allows", column.shape))?;
    let bytes = read_file(&column.file, outputs, announced)?;
    match (column.dtype, column.shape.as_slice()) {
        (DataType::F32, &[_, width]) => Ok(Values::Matrix {
            width: usize::try_from(width).map_err(|error| error.to_string())?,
            data: parsed(&bytes, f32::from_le_bytes),
        }),
        (DataType::I64, &[_]) => Ok(Values::Classes(parsed(&bytes, i64::from_le_bytes))),
        (DataType::F64, &[_]) => Ok(Values::Numbers(parsed(&bytes, f64::from_le_bytes))),
        (DataType::U8, &[_]) => texts(&bytes, column, outputs, largest).map(Values::Text),
        (dtype, shape) => Err(format!(
            "its type {dtype:?} and shape {shape:?} are none that a column has"
        )),
    }
}

/// The bytes of a plain file of that size inside `outputs`: a plugin may name any path.
fn read_file(file: &Path, outputs: &Path, size: u64) -> Result<Vec<u8>, String> {
    let unreadable = |error: io::Error| format!("its file cannot be read: {error}");
    let inside = fs::canonicalize(outputs).map_err(unreadable)?;
    let real = fs::canonicalize(file).map_err(unreadable)?;
    let facts = fs::metadata(&real).map_err(unreadable)?;
    if !real.starts_with(inside) || !facts.is_file() {
        return Err("its file is no plain file in the folder for outputs".to_owned());
    }
    if facts.len() != size {
        return Err(format!(
            "its file has {} bytes, and its shape and type need {size}",
            facts.len()
        ));
    }
    let mut bytes = Vec::new();
    File::open(&real)
        .and_then(|file| file.take(size).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    Ok(bytes)
}

fn texts(
    bytes: &[u8],
    column: &ColumnFile,
    outputs: &Path,
    largest: u64,
) -> Result<Vec<String>, String> {
    let file = column
        .offsets
        .as_ref()
        .ok_or("it is text without offsets")?;
    let size = fs::metadata(file).map_or(0, |facts| facts.len());
    if size > largest || !size.is_multiple_of(8) {
        return Err("its offsets are no array of i64".to_owned());
    }
    let ends: Vec<i64> = parsed(&read_file(file, outputs, size)?, i64::from_le_bytes);
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
            assert_eq!(read_column(&file, folder.path(), 1 << 20).unwrap(), values);
            fs::remove_file(file.file).unwrap();
            let _ = file.offsets.map(fs::remove_file);
        }
    }

    #[test]
    fn file_that_is_not_its_shape_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let values = Values::Classes(vec![1, 2]);
        let file = write_column(folder.path(), "0", "c", FileRole::Target, &values).unwrap();
        for shape in [vec![3], vec![u64::MAX], vec![u64::MAX / 8], vec![1, 2]] {
            let lie = ColumnFile {
                shape,
                ..file.clone()
            };
            assert!(read_column(&lie, folder.path(), 1 << 20).is_err());
        }
    }

    #[test]
    fn file_outside_the_folder_for_outputs_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let outputs = folder.path().join("outputs");
        fs::create_dir(&outputs).unwrap();
        let values = Values::Classes(vec![1, 2]);
        let outside = write_column(folder.path(), "0", "c", FileRole::Target, &values).unwrap();
        std::os::unix::fs::symlink(&outside.file, outputs.join("link")).unwrap();
        let through = |file: &Path| ColumnFile {
            file: file.to_owned(),
            ..outside.clone()
        };
        for file in [
            &outside.file,
            &outputs.join("link"),
            &outputs,
            Path::new("/dev/zero"),
        ] {
            let refused = read_column(&through(file), &outputs, 1 << 20).unwrap_err();
            assert!(refused.contains("no plain file"), "{refused}");
        }
    }
}
