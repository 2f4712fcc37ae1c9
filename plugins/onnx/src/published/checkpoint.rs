//! Tensors of a checkpoint, read by offset: nothing of the file is interpreted, so nothing in it is ever run.

use std::collections::BTreeMap;

use emospec_sdk::Error;
use ndarray::{ArrayD, IxDyn};
use serde::Deserialize;

/// Where the tensors of one published file lie.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffsetTable {
    /// The path of the file in its package.
    pub file: String,
    /// The SHA-256 of its bytes: the offsets hold for these alone.
    pub sha256: String,
    /// Its size.
    pub bytes: usize,
    tensors: BTreeMap<String, Place>,
}

/// Where a tensor lies: one block of little-endian f32, row by row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    offset: usize,
    shape: Vec<usize>,
}

/// The bytes of a published file, with the table that says where its tensors are.
#[derive(Debug)]
pub(crate) struct Checkpoint<'a> {
    table: &'a OffsetTable,
    bytes: &'a [u8],
}

impl<'a> Checkpoint<'a> {
    /// The tensors in `bytes`, whose digest the caller has compared with the table's.
    ///
    /// # Errors
    /// Where it is not of the table's size.
    pub fn new(table: &'a OffsetTable, bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() != table.bytes {
            return Err(Error::new(format_args!(
                "{} has {} bytes, and {} were expected",
                table.file,
                bytes.len(),
                table.bytes
            )));
        }
        Ok(Self { table, bytes })
    }

    /// A tensor by its name in the checkpoint.
    ///
    /// # Errors
    /// Where there is none, or it does not lie within the file.
    pub fn tensor(&self, name: &str) -> Result<ArrayD<f32>, Error> {
        let outside = || Error::new(format_args!("{} has no tensor `{name}`", self.table.file));
        let place = self.table.tensors.get(name).ok_or_else(outside)?;
        let count: usize = place.shape.iter().product();
        let end = count
            .checked_mul(size_of::<f32>())
            .and_then(|length| length.checked_add(place.offset));
        let block = end.and_then(|end| self.bytes.get(place.offset..end));
        let (values, _) = block.ok_or_else(outside)?.as_chunks();
        let values = values.iter().map(|&bytes| f32::from_le_bytes(bytes));
        ArrayD::from_shape_vec(IxDyn(&place.shape), values.collect()).map_err(Error::new)
    }

    /// A tensor in another order of axes, as its shape and its values row by row.
    ///
    /// # Errors
    /// As [`Self::tensor`], and where `axes` are not those of the tensor.
    pub fn permuted(&self, name: &str, axes: &[usize]) -> Result<(Vec<i64>, Vec<f32>), Error> {
        let tensor = self.tensor(name)?;
        if tensor.ndim() != axes.len() {
            return Err(Error::new(format_args!(
                "the tensor `{name}` has {} axes, and {} are named",
                tensor.ndim(),
                axes.len()
            )));
        }
        let tensor = tensor.permuted_axes(IxDyn(axes));
        let shape = tensor.shape().iter().map(|&size| i64::try_from(size));
        let shape = shape.collect::<Result<_, _>>()?;
        Ok((shape, tensor.iter().copied().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(offset: usize) -> OffsetTable {
        let place = Place {
            offset,
            shape: vec![2, 3],
        };
        OffsetTable {
            file: "net.ckpt".to_owned(),
            sha256: String::new(),
            bytes: 28,
            tensors: BTreeMap::from([("w".to_owned(), place)]),
        }
    }

    fn bytes() -> Vec<u8> {
        let numbers = (0_u8..7).map(f32::from);
        numbers.flat_map(f32::to_le_bytes).collect()
    }

    #[test]
    fn tensor_is_the_block_at_its_offset() {
        let (table, bytes) = (table(4), bytes());
        let checkpoint = Checkpoint::new(&table, &bytes).unwrap();
        let (shape, values) = checkpoint.permuted("w", &[1, 0]).unwrap();
        assert_eq!(shape, [3, 2]);
        assert_eq!(values, [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    }

    #[test]
    fn tensor_that_reaches_beyond_the_file_is_refused() {
        let (beyond, bytes) = (table(8), bytes());
        assert!(
            Checkpoint::new(&beyond, &bytes)
                .unwrap()
                .tensor("w")
                .is_err()
        );
        assert!(Checkpoint::new(&beyond, &bytes[1..]).is_err());
        assert!(
            Checkpoint::new(&table(0), &bytes)
                .unwrap()
                .tensor("v")
                .is_err()
        );
    }
}
