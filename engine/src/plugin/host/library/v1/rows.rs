//! Rows as the contract has them: C structs that point into mapped files.
#![expect(
    unsafe_code,
    reason = "mapping a file is unsafe where another process could change it; the block states why none does"
)]

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::ptr;

use emospec_api::v1::{
    Column, ROLE_GROUP, ROLE_ID, ROLE_OUTPUT, ROLE_TARGET, ROLE_TEXT, ROLE_VIEW, Role, Rows, Text,
};
use emospec_api::{DLDevice, DLTensor, DType};
use memmap2::Mmap;

use super::super::Outcome;
use crate::plugin::wire::{FileRole, RowsFile};

/// A mapped array file, and what its tensor points to.
struct Mapped {
    map: Option<Mmap>,
    shape: Vec<i64>,
    dtype: DType,
}

impl Mapped {
    fn open(file: &Path, dtype: DType, shape: &[u64]) -> io::Result<Self> {
        let opened = File::open(file)?;
        let wanted = shape
            .iter()
            .try_fold(dtype.size() as u64, |product, &size| {
                product.checked_mul(size)
            });
        if wanted != Some(opened.metadata()?.len()) {
            return Err(io::Error::other(format!(
                "{} does not have the size of its shape",
                file.display()
            )));
        }
        let map = if wanted == Some(0) {
            None
        } else {
            // SAFETY: the engine wrote the file for this call and changes it no more.
            Some(unsafe { Mmap::map(&opened) }?)
        };
        let shape = shape
            .iter()
            .map(|&size| i64::try_from(size).map_err(io::Error::other))
            .collect::<Result<_, _>>()?;
        Ok(Self { map, shape, dtype })
    }

    fn tensor(&self) -> io::Result<DLTensor> {
        let data = self.map.as_ref().map_or(ptr::null(), |map| map.as_ptr());
        Ok(DLTensor {
            data: data.cast_mut().cast(),
            device: DLDevice::CPU,
            ndim: i32::try_from(self.shape.len()).map_err(io::Error::other)?,
            dtype: self.dtype.dlpack(),
            shape: self.shape.as_ptr().cast_mut(),
            strides: ptr::null_mut(),
            byte_offset: 0,
        })
    }
}

/// Hands the columns of `rows` to `function` as the contract has them; null where there are no rows.
pub(super) fn with_rows(
    rows: Option<&RowsFile>,
    function: impl FnOnce(*const Rows) -> Outcome,
) -> Outcome {
    let Some(rows) = rows else {
        return function(ptr::null());
    };
    match mapped_columns(rows) {
        Ok(mapped) => {
            let tensors: io::Result<Vec<_>> = mapped
                .iter()
                .map(|(values, offsets)| {
                    let offsets = offsets.as_ref().map(Mapped::tensor).transpose()?;
                    Ok((values.tensor()?, offsets))
                })
                .collect();
            match tensors {
                Ok(tensors) => function(&raw const *raw_rows(rows, &tensors)),
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Err(error) => Outcome::Failed(format!("failed to map the rows: {error}")),
    }
}

fn mapped_columns(rows: &RowsFile) -> io::Result<Vec<(Mapped, Option<Mapped>)>> {
    rows.columns
        .iter()
        .map(|column| {
            let values = Mapped::open(&column.file, column.dtype.into(), &column.shape)?;
            let open = |file: &PathBuf| Mapped::open(file, DType::I64, &[rows.count + 1]);
            Ok((values, column.offsets.as_ref().map(open).transpose()?))
        })
        .collect()
}

/// The columns in C form, kept alive beside the struct that points to them.
struct RawRows {
    rows: Rows,
    _columns: Vec<Column>,
}

impl std::ops::Deref for RawRows {
    type Target = Rows;

    fn deref(&self) -> &Rows {
        &self.rows
    }
}

fn raw_rows(rows: &RowsFile, tensors: &[(DLTensor, Option<DLTensor>)]) -> RawRows {
    let columns: Vec<Column> = rows
        .columns
        .iter()
        .zip(tensors)
        .map(|(column, (values, offsets))| Column {
            name: Text::of(&column.name),
            role: role_number(column.role),
            values,
            offsets: offsets.as_ref().map_or(ptr::null(), ptr::from_ref),
        })
        .collect();
    RawRows {
        rows: Rows {
            count: rows.count,
            column_count: columns.len(),
            columns: columns.as_ptr(),
        },
        _columns: columns,
    }
}

fn role_number(role: FileRole) -> Role {
    match role {
        FileRole::View => ROLE_VIEW,
        FileRole::Target => ROLE_TARGET,
        FileRole::Id => ROLE_ID,
        FileRole::Group => ROLE_GROUP,
        FileRole::Output => ROLE_OUTPUT,
        FileRole::Text => ROLE_TEXT,
    }
}
