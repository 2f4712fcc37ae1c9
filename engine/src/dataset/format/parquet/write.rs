//! Columns to Parquet.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::dataset::format::error::FormatError;
use crate::dataset::format::{Address, Format, Stored};

/// Who wrote the file. Constant, so that equal columns give equal bytes.
const CREATED_BY: &str = "emospec";

pub(in crate::dataset::format) fn encode(
    columns: &[(Address, &Stored)],
) -> Result<Vec<u8>, FormatError> {
    let mut fields = Vec::with_capacity(columns.len());
    for (address, stored) in columns {
        let Address::Key(name) = address else {
            return Err(FormatError::Unwritable {
                format: Format::Parquet,
                address: address.clone(),
                reason: "address a column by its name".to_owned(),
            });
        };
        fields.push(field(name, stored).map_err(|error| unwritten(&error))?);
    }
    table(fields, columns).map_err(|error| unwritten(&error))
}

fn unwritten(error: &ParquetError) -> FormatError {
    FormatError::Unwritten {
        format: Format::Parquet,
        reason: error.to_string(),
    }
}

fn field(name: &str, stored: &Stored) -> Result<TypePtr, ParquetError> {
    let primitive = |name, physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    match stored {
        Stored::Integers(_) => primitive(name, Physical::INT64, None),
        Stored::Numbers(_) => primitive(name, Physical::DOUBLE, None),
        Stored::Text(_) => primitive(name, Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Stored::Matrix { .. } => {
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![primitive("element", Physical::FLOAT, None)?])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(list)])
                .build()
                .map(Arc::new)
        }
    }
}

fn table(fields: Vec<TypePtr>, columns: &[(Address, &Stored)]) -> Result<Vec<u8>, ParquetError> {
    let schema = Type::group_type_builder("schema")
        .with_fields(fields)
        .build()?;
    let properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::UNCOMPRESSED)
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::PLAIN)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (_, stored) in columns {
        if let Some(mut column) = group.next_column()? {
            fill(&mut column, stored)?;
            column.close()?;
        }
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn fill(column: &mut SerializedColumnWriter<'_>, stored: &Stored) -> Result<(), ParquetError> {
    match stored {
        Stored::Integers(values) => {
            column
                .typed::<Int64Type>()
                .write_batch(values, None, None)?;
        }
        Stored::Numbers(values) => {
            column
                .typed::<DoubleType>()
                .write_batch(values, None, None)?;
        }
        Stored::Text(values) => {
            let values: Vec<ByteArray> = values.iter().map(|text| text.as_str().into()).collect();
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, None, None)?;
        }
        Stored::Matrix { rows, width, data } => {
            // An empty list takes one level too, and is not defined.
            let levels = (*width).max(1);
            let definition = vec![i16::from(*width > 0); rows * levels];
            let mut repetition = vec![1_i16; rows * levels];
            repetition
                .iter_mut()
                .step_by(levels)
                .for_each(|level| *level = 0);
            let writer = column.typed::<FloatType>();
            writer.write_batch(data, Some(&definition), Some(&repetition))?;
        }
    }
    Ok(())
}
