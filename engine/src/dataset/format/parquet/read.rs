//! Parquet to columns.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use bytes::Bytes;
use parquet::basic::{ConvertedType as Before, LogicalType, Type};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescPtr;

use super::checked::Checked;
use super::pages::BoundedPages;
use crate::dataset::format::error::{FormatError, listed};
use crate::dataset::format::place::Place;
use crate::dataset::format::stored::Values;
use crate::dataset::format::{Address, Format, Stored};

/// Numbers decoded at once.
const NUMBERS: usize = 1 << 16;

/// Texts decoded at once: each may be as long as the file once that is unpacked.
const TEXTS: usize = 16;

/// Encodings repeat a value at almost no cost, so a column holds no more than this many bytes per byte of the file...
const MOST_EXPANSION: u64 = 512;

/// ...but as many in any case.
const LEAST_BOUND: u64 = 1 << 27;

/// Bytes that a number takes, or a level without one.
const NUMBER: u64 = 8;

/// Bytes that a text takes beside its letters, while it is read and kept.
const TEXT: u64 = (size_of::<ByteArray>() + size_of::<String>()) as u64;

pub(in crate::dataset::format) fn read(
    file: File,
    path: &Path,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let length = file
        .metadata()
        .map_err(|source| FormatError::Unreadable {
            file: path.to_owned(),
            source,
        })?
        .len();
    guarded(file, length, path, wanted)
}

/// The columns of a file in memory; `path` is what errors call it.
pub(in crate::dataset::format) fn decode(
    bytes: Vec<u8>,
    path: &Path,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let length = bytes.len() as u64;
    guarded(Bytes::from(bytes), length, path, wanted)
}

/// The crate asserts some of what a damaged file may break.
fn guarded(
    file: impl ChunkReader + 'static,
    length: u64,
    path: &Path,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    catch_unwind(AssertUnwindSafe(|| columns(file, length, path, wanted)))
        .unwrap_or_else(|_| Err(damaged(path, "its parts contradict each other".to_owned())))
}

fn damaged(path: &Path, reason: String) -> FormatError {
    FormatError::Damaged {
        file: path.to_owned(),
        format: Format::Parquet,
        reason,
    }
}

fn columns(
    file: impl ChunkReader + 'static,
    length: u64,
    path: &Path,
    wanted: &[Address],
) -> Result<Vec<Stored>, FormatError> {
    let table = SerializedFileReader::new(Checked(file))
        .map_err(|error| damaged(path, error.to_string()))?;
    let most = length.saturating_mul(MOST_EXPANSION).max(LEAST_BOUND);
    let column = |address| {
        let place = Place {
            file: path,
            address,
        };
        let leaf = leaf(&table, &place)?;
        Column {
            table: &table,
            leaf,
            most,
            place,
        }
        .stored()
    };
    wanted.iter().map(column).collect()
}

/// The number of the primitive column that makes up the named column.
fn leaf(table: &dyn FileReader, place: &Place<'_>) -> Result<usize, FormatError> {
    let name = place.key("column")?;
    let schema = table.metadata().file_metadata().schema_descr();
    let mut found =
        (0..schema.num_columns()).filter(|&at| schema.get_column_root(at).name() == name);
    match (found.next(), found.next()) {
        (Some(leaf), None) => Ok(leaf),
        (Some(_), Some(_)) => Err(place.unsupported(
            "a structure of several columns".to_owned(),
            "store each field as a column of its own",
        )),
        (None, _) => {
            let fields = schema.root_schema().get_fields();
            let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
            Err(place.missing("column", listed(&names)))
        }
    }
}

/// One column on its way out of a table.
struct Column<'a> {
    table: &'a dyn FileReader,
    leaf: usize,
    /// The most bytes that are held before the file is taken for damaged.
    most: u64,
    place: Place<'a>,
}

/// Values and levels as Parquet keeps them: a level per value, null or empty list.
struct Levels<T> {
    values: Vec<T>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl Column<'_> {
    fn descriptor(&self) -> &ColumnDescPtr {
        let schema = self.table.metadata().file_metadata().schema_descr();
        &schema.columns()[self.leaf]
    }

    fn stored(&self) -> Result<Stored, FormatError> {
        let descriptor = self.descriptor();
        let list = match descriptor.max_rep_level() {
            0 => false,
            1 => true,
            _ => return Err(self.unsupported("a list of lists")),
        };
        let unsigned = match descriptor.logical_type_ref() {
            Some(LogicalType::String) => false,
            Some(LogicalType::Integer(kind)) => !kind.is_signed,
            Some(other) => return Err(self.unsupported(&format!("of type {other:?}"))),
            // What the format had before, and some still write alone.
            None => match descriptor.converted_type() {
                Before::NONE
                | Before::UTF8
                | Before::INT_8
                | Before::INT_16
                | Before::INT_32
                | Before::INT_64 => false,
                Before::UINT_8 | Before::UINT_16 | Before::UINT_32 | Before::UINT_64 => true,
                other => return Err(self.unsupported(&format!("of type {other}"))),
            },
        };
        match descriptor.physical_type() {
            Type::BYTE_ARRAY if !list => self.text(),
            Type::BOOLEAN => self.numbers::<BoolType>(None, |values, _| {
                Ok(Values::Whole(values.into_iter().map(i64::from).collect()))
            }),
            Type::INT32 => self.numbers::<Int32Type>(None, |values, _| {
                let widen = |value: i32| {
                    if unsigned {
                        value.cast_unsigned().into()
                    } else {
                        value.into()
                    }
                };
                Ok(Values::Whole(values.into_iter().map(widen).collect()))
            }),
            Type::INT64 => self.numbers::<Int64Type>(None, |values, width| {
                match values.iter().position(|&value| unsigned && value < 0) {
                    None => Ok(Values::Whole(values)),
                    Some(at) => {
                        let value = values[at].cast_unsigned();
                        Err(self.place.overflow(
                            at / width.max(1),
                            at % width.max(1),
                            &value,
                            "i64",
                        ))
                    }
                }
            }),
            Type::FLOAT => {
                self.numbers::<FloatType>(Some(f32::NAN), |values, _| Ok(Values::Single(values)))
            }
            Type::DOUBLE => {
                self.numbers::<DoubleType>(Some(f64::NAN), |values, _| Ok(Values::Double(values)))
            }
            other => Err(self.unsupported(&format!("of type {other}"))),
        }
    }

    fn numbers<T: DataType>(
        &self,
        null: Option<T::T>,
        kept: impl FnOnce(Vec<T::T>, usize) -> Result<Values, FormatError>,
    ) -> Result<Stored, FormatError> {
        let mut levels = self.levels::<T>(NUMBERS, |_| 0)?;
        let shape = if self.descriptor().max_rep_level() == 0 {
            self.fill(&mut levels, null)?;
            vec![levels.values.len()]
        } else {
            let (rows, width) = self.lists(&levels)?;
            vec![rows, width]
        };
        kept(levels.values, shape.get(1).copied().unwrap_or(1))?.shaped(&shape, &self.place)
    }

    fn text(&self) -> Result<Stored, FormatError> {
        let mut levels = self.levels::<ByteArrayType>(TEXTS, |texts| {
            texts.iter().map(|text| TEXT + text.len() as u64).sum()
        })?;
        self.fill(&mut levels, None)?;
        let decode = |value: &ByteArray| value.as_utf8().map(str::to_owned);
        let text = levels.values.iter().map(decode).collect::<Result<_, _>>();
        text.map(Stored::Text).map_err(|error| self.damaged(&error))
    }

    /// Puts a value in the place of each null of a flat column, or refuses the first.
    fn fill<V: Clone>(&self, levels: &mut Levels<V>, null: Option<V>) -> Result<(), FormatError> {
        let full = self.descriptor().max_def_level();
        let Some(row) = levels.definition.iter().position(|&level| level < full) else {
            return Ok(());
        };
        let null = null.ok_or_else(|| self.place.null(row))?;
        let mut present = std::mem::take(&mut levels.values).into_iter();
        levels.values = levels
            .definition
            .iter()
            .map(|&level| if level == full { present.next() } else { None })
            .map(|value| value.unwrap_or_else(|| null.clone()))
            .collect();
        Ok(())
    }

    /// Rows and width of lists that all have one length.
    fn lists<V>(&self, levels: &Levels<V>) -> Result<(usize, usize), FormatError> {
        let descriptor = self.descriptor();
        let full = descriptor.max_def_level();
        // An empty list ends one level above its elements, which may be nullable themselves.
        let empty = full - 1 - i16::from(descriptor.self_type().is_optional());
        let (mut rows, mut expected, mut width) = (0, None, 0);
        let starts = levels
            .repetition
            .iter()
            .skip(1)
            .map(|&level| level == 0)
            .chain([true]);
        for (&definition, ends) in levels.definition.iter().zip(starts) {
            match definition {
                level if level == full => width += 1,
                level if level == empty => {}
                _ => return Err(self.place.null(rows)),
            }
            if ends {
                if *expected.get_or_insert(width) != width {
                    let first = expected.unwrap_or_default();
                    return Err(self.unsupported(&format!(
                        "a column of lists, of length {first} in row 0 and {width} in row {rows}"
                    )));
                }
                (rows, width) = (rows + 1, 0);
            }
        }
        Ok((rows, expected.unwrap_or_default()))
    }

    /// Values that are decoded so many at once, and the bytes that some take where each takes more than a number: pages have
    /// no more of them than there may be numbers.
    fn levels<T: DataType>(
        &self,
        batch: usize,
        bytes: fn(&[T::T]) -> u64,
    ) -> Result<Levels<T::T>, FormatError> {
        let descriptor = self.descriptor();
        let (nested, nullable) = (
            descriptor.max_rep_level() > 0,
            descriptor.max_def_level() > 0,
        );
        let mut levels = Levels {
            values: Vec::new(),
            definition: Vec::new(),
            repetition: Vec::new(),
        };
        let (mut rows, mut held) = (0, 0);
        for group in 0..self.table.num_row_groups() {
            let chunk = self.table.metadata().row_group(group).column(self.leaf);
            let start = chunk.dictionary_page_offset().unwrap_or(0);
            if start
                .min(chunk.data_page_offset())
                .min(chunk.compressed_size())
                < 0
            {
                return Err(self.damaged(&"it lies before the start of the file"));
            }
            let pages = self
                .table
                .get_row_group(group)
                .and_then(|group| group.get_column_page_reader(self.leaf))
                .map_err(|error| self.damaged(&error))?;
            let before = levels.definition.len().max(levels.values.len()) as u64;
            let most = (self.most / NUMBER).saturating_sub(before);
            let pages = BoundedPages::new(pages, descriptor.clone(), most);
            let mut reader = ColumnReaderImpl::<T>::new(descriptor.clone(), Box::new(pages));
            loop {
                let definition = nullable.then_some(&mut levels.definition);
                let repetition = nested.then_some(&mut levels.repetition);
                let before = levels.values.len();
                let (read, _, _) = reader
                    .read_records(batch, definition, repetition, &mut levels.values)
                    .map_err(|error| self.damaged(&error))?;
                if read == 0 {
                    break;
                }
                rows += read as u64;
                held += bytes(&levels.values[before..]);
                if held > self.most {
                    return Err(self.damaged(&"it holds more than its size allows"));
                }
            }
        }
        let due = self.table.metadata().file_metadata().num_rows();
        if u64::try_from(due) != Ok(rows) {
            return Err(self.damaged(&format!("{rows} rows where the table has {due}")));
        }
        Ok(levels)
    }

    fn damaged(&self, reason: &impl ToString) -> FormatError {
        self.place.damaged(Format::Parquet, reason)
    }

    fn unsupported(&self, found: &str) -> FormatError {
        self.place.unsupported(
            found.to_owned(),
            "store integers, floats, text, or lists of numbers of one length",
        )
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::basic::Encoding;
    use parquet::column::writer::ColumnWriter;
    use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::dataset::format::parquet::encode;

    /// The column of a file that says what it holds as the format once did alone.
    fn converted(kind: &str, value: i32) -> Result<Stored, FormatError> {
        let schema = format!("message schema {{ required int32 data ({kind}); }}");
        let schema = Arc::new(parse_message_type(&schema).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        match column.untyped() {
            ColumnWriter::Int32ColumnWriter(column) => {
                column.write_batch(&[value], None, None).unwrap()
            }
            _ => unreachable!(),
        };
        column.close().unwrap();
        group.close().unwrap();
        let bytes = writer.into_inner().unwrap();
        let mut columns = decode(bytes, Path::new("old.parquet"), &["data".into()])?;
        Ok(columns.remove(0))
    }

    #[test]
    fn meaning_that_the_format_had_before_counts_where_there_is_no_other() {
        for kind in ["UINT_32", "UINT_16"] {
            let large = Stored::Integers(vec![i64::from(u32::MAX)]);
            assert_eq!(converted(kind, -1).unwrap(), large, "{kind}");
        }
        assert_eq!(converted("INT_32", -1).unwrap(), Stored::Integers(vec![-1]));
        for kind in ["DATE", "DECIMAL(4, 2)", "TIME_MILLIS"] {
            let refused = converted(kind, 5).unwrap_err().to_string();
            assert!(refused.contains("of type"), "{refused}");
        }
    }

    /// A column of texts, null where there is none, as a file of the properties.
    fn texts(texts: &[Option<&str>], properties: WriterPropertiesBuilder) -> Vec<u8> {
        let schema = parse_message_type("message schema { optional binary data (STRING); }");
        let schema = Arc::new(schema.unwrap());
        let properties = Arc::new(properties.build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let levels: Vec<_> = texts.iter().map(|it| i16::from(it.is_some())).collect();
        let present: Vec<_> = texts.iter().flatten().map(|&it| it.into()).collect();
        match column.untyped() {
            ColumnWriter::ByteArrayColumnWriter(column) => {
                column.write_batch(&present, Some(&levels), None).unwrap()
            }
            _ => unreachable!(),
        };
        column.close().unwrap();
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    fn read_texts(bytes: Vec<u8>) -> Result<Stored, FormatError> {
        let columns = decode(bytes, Path::new("texts.parquet"), &["data".into()])?;
        Ok(columns.into_iter().next().unwrap())
    }

    #[test]
    fn matrices_of_several_pages_read_as_written() {
        for (rows, width) in [(40_000, 1), (40_000, 3), (2_000, 700)] {
            let data = (0..rows * width).map(|at| at as f32).collect();
            let matrix = Stored::Matrix { rows, width, data };
            let bytes = encode(&[("data".into(), &matrix)]).unwrap();
            let read = decode(bytes, Path::new("pages.parquet"), &["data".into()]);
            assert_eq!(read.unwrap(), [matrix]);
        }
    }

    #[test]
    fn texts_of_every_encoding_read_as_written() {
        let written: Vec<_> = (0..500).map(|row| format!("clip {row}")).collect();
        let some: Vec<_> = written.iter().map(|text| Some(text.as_str())).collect();
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            for encoding in [
                Encoding::PLAIN,
                Encoding::DELTA_LENGTH_BYTE_ARRAY,
                Encoding::DELTA_BYTE_ARRAY,
                Encoding::RLE_DICTIONARY,
            ] {
                let properties = WriterProperties::builder().set_writer_version(version);
                let properties = match encoding {
                    Encoding::RLE_DICTIONARY => properties,
                    _ => properties
                        .set_dictionary_enabled(false)
                        .set_encoding(encoding),
                };
                let read = read_texts(texts(&some, properties.clone())).unwrap();
                assert_eq!(read, Stored::Text(written.clone()), "{encoding}");
                let refused = read_texts(texts(&[Some("a"), None], properties)).unwrap_err();
                assert!(
                    matches!(refused, FormatError::Null { row: 1, .. }),
                    "{refused}"
                );
            }
        }
    }

    #[test]
    fn texts_that_repeat_beyond_what_a_file_may_hold_are_refused() {
        let long = "a".repeat(1 << 18);
        let repeated = vec![Some(long.as_str()); 1 << 10];
        for encoding in [None, Some(Encoding::DELTA_BYTE_ARRAY)] {
            let properties = WriterProperties::builder();
            let properties = match encoding {
                None => properties.set_dictionary_page_size_limit(1 << 20),
                Some(encoding) => properties
                    .set_dictionary_enabled(false)
                    .set_encoding(encoding),
            };
            let bytes = texts(&repeated[..20], properties.clone());
            assert!(read_texts(bytes).is_ok(), "{encoding:?}");
            let refused = read_texts(texts(&repeated, properties)).unwrap_err();
            let refused = refused.to_string();
            assert!(refused.contains("more than its size allows"), "{refused}");
        }
    }
}
