//! The tensor layout of `DLPack` 1.0 (<https://dmlc.github.io/dlpack/>), as far as host memory needs it.

use std::ffi::c_void;

/// Where a tensor lies; always `{1, 0}`, host memory.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DLDevice {
    /// 1: host memory.
    pub device_type: i32,
    /// 0.
    pub device_id: i32,
}

impl DLDevice {
    /// Host memory.
    pub const CPU: Self = Self {
        device_type: 1,
        device_id: 0,
    };
}

/// The type of a tensor's elements.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DLDataType {
    /// 0 signed integer, 1 unsigned integer, 2 float.
    pub code: u8,
    /// Bits of one element.
    pub bits: u8,
    /// 1.
    pub lanes: u16,
}

/// The element types that cross the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DType {
    /// Bytes of text.
    U8,
    /// Class ids and offsets.
    I64,
    /// Views, probabilities and embeddings.
    F32,
    /// Numbers.
    F64,
}

impl DType {
    const ALL: [Self; 4] = [Self::U8, Self::I64, Self::F32, Self::F64];

    /// The type as `DLPack` writes it.
    pub const fn dlpack(self) -> DLDataType {
        let (code, bits) = match self {
            Self::U8 => (1, 8),
            Self::I64 => (0, 64),
            Self::F32 => (2, 32),
            Self::F64 => (2, 64),
        };
        DLDataType {
            code,
            bits,
            lanes: 1,
        }
    }

    /// The type that `DLPack` writes as `dtype`; none where it may not cross.
    pub fn of_dlpack(dtype: DLDataType) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.dlpack() == dtype)
    }

    /// Bytes of one element.
    pub const fn size(self) -> usize {
        self.dlpack().bits as usize / 8
    }

    /// The name used in worker messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// The type of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.name() == name)
    }
}

/// A tensor that borrows its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct DLTensor {
    /// First byte, aligned to the element; may be null when there are no elements.
    pub data: *mut c_void,
    /// Where it lies.
    pub device: DLDevice,
    /// Number of dimensions: 1 or 2.
    pub ndim: i32,
    /// Type of the elements.
    pub dtype: DLDataType,
    /// The size of each dimension.
    pub shape: *mut i64,
    /// Null: row-major without gaps. Other strides are refused.
    pub strides: *mut i64,
    /// Bytes between `data` and the first element; 0.
    pub byte_offset: u64,
}
