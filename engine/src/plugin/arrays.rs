//! Columns as the raw little-endian files that cross to a worker and back.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Read, Take, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::wire::{ColumnFile, DataType, FileRole};
use crate::dataset::{Standardiser, Values};
use crate::diagnostic::quoted;

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
    let mut column = write_parts(folder, stem, role, &[values], None)?;
    name.clone_into(&mut column.name);
    Ok(column)
}

/// Writes the parts of a column one after the other, standardised where that is asked: like [`write_column`], for a column
/// without a name yet. Nothing is held in memory a second time.
///
/// # Errors
/// Where a file cannot be written, or the parts are of different types or widths.
pub fn write_parts(
    folder: &Path,
    stem: &str,
    role: FileRole,
    parts: &[&Values],
    standardiser: Option<&Standardiser>,
) -> io::Result<ColumnFile> {
    let (path, offsets) = (folder.join(stem), folder.join(format!("{stem}.offsets")));
    let mut file = ArrayFile::create(&path)?;
    let mut ends = vec![0i64];
    let widths: BTreeSet<_> = parts.iter().map(|part| part.width()).collect();
    let fits = |standardiser: &Standardiser| widths.contains(&Some(standardiser.width()));
    if widths.len() > 1 || !standardiser.is_none_or(fits) {
        return Err(io::Error::other("its parts are of different widths"));
    }
    let mut dtypes = BTreeSet::new();
    for part in parts {
        dtypes.insert(match part {
            Values::Matrix { width, data } => {
                let rows = (BLOCK / width.max(&1)).max(1) * width;
                for block in data.chunks(rows.max(1)) {
                    let mut block = block.to_vec();
                    if let Some(standardiser) = standardiser {
                        standardiser.apply(&mut block);
                    }
                    file.write(&block, f32::to_le_bytes)?;
                }
                DataType::F32
            }
            Values::Classes(ids) => {
                file.write(ids, i64::to_le_bytes)?;
                DataType::I64
            }
            Values::Numbers(numbers) => {
                file.write(numbers, f64::to_le_bytes)?;
                DataType::F64
            }
            Values::Text(texts) => {
                for text in texts {
                    file.write(text.as_bytes(), |byte| [byte])?;
                    ends.push(i64::try_from(file.bytes).map_err(io::Error::other)?);
                }
                DataType::U8
            }
        });
    }
    let &[dtype] = Vec::from_iter(dtypes).as_slice() else {
        return Err(io::Error::other("its parts are of different types"));
    };
    let rows: usize = parts.iter().map(|part| part.rows()).sum();
    let shape = match (dtype, widths.first()) {
        (DataType::U8, _) => vec![file.bytes],
        (_, Some(&Some(width))) => vec![rows as u64, width as u64],
        _ => vec![rows as u64],
    };
    file.close()?;
    let has_offsets = dtype == DataType::U8;
    if has_offsets {
        let mut file = ArrayFile::create(&offsets)?;
        file.write(&ends, i64::to_le_bytes)?;
        file.close()?;
    }
    Ok(ColumnFile {
        name: String::new(),
        role,
        dtype,
        shape,
        file: path,
        offsets: has_offsets.then_some(offsets),
        part: None,
    })
}

/// A file of numbers that is being written.
struct ArrayFile {
    file: BufWriter<File>,
    bytes: u64,
}

impl ArrayFile {
    fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(BLOCK, File::create(path)?),
            bytes: 0,
        })
    }

    fn write<T: Copy, const N: usize>(
        &mut self,
        values: &[T],
        bytes: impl Fn(T) -> [u8; N],
    ) -> io::Result<()> {
        let mut block = Vec::with_capacity(BLOCK.min(values.len()) * N);
        for values in values.chunks(BLOCK) {
            block.clear();
            block.extend(values.iter().flat_map(|&value| bytes(value)));
            self.file.write_all(&block)?;
            self.bytes += block.len() as u64;
        }
        Ok(())
    }

    fn close(self) -> io::Result<()> {
        let file = self.file.into_inner()?;
        file.set_permissions(Permissions::from_mode(0o444))
    }
}

/// Reads the columns that a worker wrote into the folder `outputs` of its call, which may hold `largest` bytes in all.
///
/// # Errors
/// What is wrong with the first that cannot be read, with its name.
pub fn read_columns(
    columns: &[ColumnFile],
    outputs: &Path,
    largest: u64,
) -> Result<Vec<(String, Values)>, String> {
    let mut left = largest;
    columns
        .iter()
        .map(|column| {
            let values = read_column(column, outputs, left)
                .map_err(|cause| format!("output {}: {cause}", quoted(&column.name)))?;
            left = left.saturating_sub(column.bytes());
            Ok((column.name.clone(), values))
        })
        .collect()
}

/// Reads a column that a worker wrote into the folder `outputs` of its call. Its files may hold `largest` bytes each.
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
    let file = open_inside(&column.file, outputs, announced)?;
    match (column.dtype, column.shape.as_slice()) {
        (DataType::F32, &[_, width]) => Ok(Values::Matrix {
            width: usize::try_from(width).map_err(|error| error.to_string())?,
            data: numbers(file, f32::from_le_bytes)?,
        }),
        (DataType::I64, &[_]) => Ok(Values::Classes(numbers(file, i64::from_le_bytes)?)),
        (DataType::F64, &[_]) => Ok(Values::Numbers(numbers(file, f64::from_le_bytes)?)),
        (DataType::U8, &[_]) => texts(file, column, outputs, largest).map(Values::Text),
        (_, &[_, _]) => Err(format!(
            "its elements are {}, and those of a matrix are f32",
            dtype.name()
        )),
        (_, shape) => Err(format!(
            "its elements are {} and its shape {shape:?}, which no column is: a matrix is f32, class ids are i64, numbers f64, text u8",
            dtype.name()
        )),
    }
}

/// A plain file of that size inside `outputs`, open: a plugin may name any path.
fn open_inside(path: &Path, outputs: &Path, size: u64) -> Result<Take<File>, String> {
    let inside = fs::canonicalize(outputs).map_err(|error| unreadable(&error))?;
    let folder = path.parent().map(fs::canonicalize);
    let foreign = || "its file is no plain file in the folder for outputs".to_owned();
    if !folder.is_some_and(|folder| folder.is_ok_and(|folder| folder.starts_with(inside))) {
        return Err(foreign());
    }
    // The worker still runs: what is checked is what was opened, and opening waits for nobody.
    let file = File::options()
        .read(true)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => foreign(),
            _ => unreadable(&error),
        })?;
    let facts = file.metadata().map_err(|error| unreadable(&error))?;
    if !facts.is_file() {
        return Err(foreign());
    }
    if facts.len() != size {
        return Err(format!(
            "its file has {} bytes, and its shape and type need {size}",
            facts.len()
        ));
    }
    Ok(file.take(size))
}

fn unreadable(error: &io::Error) -> String {
    format!("its file cannot be read: {error}")
}

/// The numbers of a file, read block by block so that they are not held twice.
fn numbers<T, const N: usize>(
    mut file: Take<File>,
    value: impl Fn([u8; N]) -> T,
) -> Result<Vec<T>, String> {
    let count = usize::try_from(file.limit()).map_err(|error| error.to_string())? / N;
    let mut numbers = Vec::with_capacity(count);
    let mut block = vec![0; BLOCK * N];
    while numbers.len() < count {
        let size = ((count - numbers.len()) * N).min(block.len());
        let block = &mut block[..size];
        file.read_exact(block).map_err(|error| unreadable(&error))?;
        numbers.extend(block.as_chunks::<N>().0.iter().map(|&chunk| value(chunk)));
    }
    Ok(numbers)
}

fn texts(
    file: Take<File>,
    column: &ColumnFile,
    outputs: &Path,
    largest: u64,
) -> Result<Vec<String>, String> {
    let ends = column
        .offsets
        .as_ref()
        .ok_or("it is text without offsets")?;
    let size = fs::metadata(ends).map_or(0, |facts| facts.len());
    if size > largest || !size.is_multiple_of(8) {
        return Err("its offsets are no array of i64".to_owned());
    }
    let bytes = numbers(file, |[byte]: [u8; 1]| byte)?;
    let ends = numbers(open_inside(ends, outputs, size)?, i64::from_le_bytes)?;
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
