//! Memory that a plugin points to, as slices, texts and tensors.
#![expect(
    unsafe_code,
    reason = "raw pointers of the contract become slices here; each block states what it relies on"
)]

use std::slice;

use emospec_api::v1::Text;
use emospec_api::{DLDevice, DLTensor, DType};

use crate::plugin::wire::DataType;

pub(super) fn slice_of<'a, T>(data: *const T, len: usize) -> Option<&'a [T]> {
    if len == 0 {
        return Some(&[]);
    }
    if data.is_null() || !data.is_aligned() {
        return None;
    }
    // SAFETY: not null, aligned, and the contract says that `len` elements are readable until the call returns.
    Some(unsafe { slice::from_raw_parts(data, len) })
}

pub(super) fn text<'a>(text: Text) -> Option<&'a str> {
    std::str::from_utf8(slice_of(text.data, text.len)?).ok()
}

/// Type, shape and bytes of a tensor that the plugin gave.
pub(super) fn tensor<'a>(
    tensor: *const DLTensor,
) -> Result<(DataType, Vec<u64>, &'a [u8]), String> {
    // SAFETY: the contract says that the tensor is valid until the call returns; null is refused.
    let tensor = unsafe { tensor.as_ref() }.ok_or("its values are null")?;
    let dtype = DType::of_dlpack(tensor.dtype)
        .ok_or("its element type is none of u8, i64, f32 and f64 that cross the contract")?;
    if tensor.device != DLDevice::CPU || !tensor.strides.is_null() || tensor.byte_offset != 0 {
        return Err("it is not a row-major tensor without gaps in host memory".to_owned());
    }
    let dimensions = usize::try_from(tensor.ndim)
        .ok()
        .filter(|dimensions| (1..=2).contains(dimensions))
        .ok_or_else(|| {
            format!(
                "it has {} dimensions, and 1 or 2 cross the contract",
                tensor.ndim
            )
        })?;
    let shape: Vec<u64> = slice_of(tensor.shape.cast_const(), dimensions)
        .ok_or("its shape is null")?
        .iter()
        .map(|&size| u64::try_from(size).map_err(|_| "its shape has a negative size"))
        .collect::<Result<_, _>>()?;
    let bytes = shape
        .iter()
        .try_fold(dtype.size() as u64, |product, &size| {
            product.checked_mul(size)
        })
        .and_then(|bytes| usize::try_from(bytes).ok())
        .ok_or("its shape is larger than memory")?;
    let bytes =
        slice_of(tensor.data.cast_const().cast::<u8>(), bytes).ok_or("its data are null")?;
    Ok((dtype.into(), shape, bytes))
}
