//! Version 1 of the contract.

use std::ffi::c_void;

use crate::dlpack::DLTensor;

/// The version of this contract.
pub const ABI_VERSION: u32 = 1;

/// A call that succeeded.
pub const OK: i32 = 0;
/// A call whose failure [`Host::fail`] explained.
pub const FAILED: i32 = 1;
/// A call that stopped because [`Host::cancelled`] said so.
pub const CANCELLED: i32 = 2;

/// UTF-8 text: not terminated, may be empty, never null when `len > 0`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// First byte.
    pub data: *const u8,
    /// Number of bytes.
    pub len: usize,
}

impl Text {
    /// Borrows `text`; valid as long as it is.
    pub const fn of(text: &str) -> Self {
        Self {
            data: text.as_ptr(),
            len: text.len(),
        }
    }
}

/// What a column is for, as a number: see the constants of this type.
pub type Role = u32;

/// A feature matrix, rows x width `f32`.
pub const ROLE_VIEW: Role = 0;
/// What is learnt: class ids `i64`, or numbers `f64`.
pub const ROLE_TARGET: Role = 1;
/// Text that names a row.
pub const ROLE_ID: Role = 2;
/// Text whose values may not cross a split.
pub const ROLE_GROUP: Role = 3;
/// Other text.
pub const ROLE_TEXT: Role = 4;
/// What a model returns.
pub const ROLE_OUTPUT: Role = 5;

/// One named per-row quantity.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: Text,
    /// What it is for.
    pub role: Role,
    /// The values: a tensor whose first dimension is the rows; for text, the bytes (`u8`) of all values in a row.
    pub values: *const DLTensor,
    /// Text only, else null: rows + 1 offsets (`i64`) into `values`.
    pub offsets: *const DLTensor,
}

/// Columns of equal length.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// Number of rows.
    pub count: u64,
    /// Number of columns.
    pub column_count: usize,
    /// The columns.
    pub columns: *const Column,
}

/// What the engine offers during a call. Any thread of the plugin may call it until the call returns.
#[repr(C)]
pub struct Host {
    /// Size of this struct in bytes: a later minor version only appends.
    pub struct_size: usize,
    /// Handed back to every function below.
    pub context: *mut c_void,
    /// Threads the call may use.
    pub threads: u32,
    /// A folder the call may write to; it is removed afterwards. Nothing else may be written.
    pub scratch: Text,
    /// Reports progress (a JSON object).
    pub progress: extern "C" fn(context: *mut c_void, json: Text),
    /// Not 0 once the call should stop as soon as it can and return [`CANCELLED`].
    pub cancelled: extern "C" fn(context: *mut c_void) -> i32,
    /// Leaves a line for people; `level` 0 note, 1 warning.
    pub log: extern "C" fn(context: *mut c_void, level: u32, message: Text),
    /// Explains a failure; the message says what is wrong and what to change.
    pub fail: extern "C" fn(context: *mut c_void, message: Text),
    /// Gives a named JSON document.
    pub document: extern "C" fn(context: *mut c_void, name: Text, json: Text),
    /// Gives a column; `part` names the part for a source and is empty otherwise.
    pub column: extern "C" fn(context: *mut c_void, part: Text, column: *const Column),
    /// Gives the bytes of a saved model.
    pub bytes: extern "C" fn(context: *mut c_void, data: *const u8, len: usize),
    /// What stands in a JSON document at a JSON pointer (RFC 6901, such as `/task/target`): of a string its text, of
    /// anything else its JSON; empty where there is nothing. Valid until the call returns. For languages without a JSON
    /// library.
    pub find: extern "C" fn(context: *mut c_void, json: Text, pointer: Text) -> Text,
    /// How many items or entries the list or object at a JSON pointer has; 0 for anything else.
    pub count: extern "C" fn(context: *mut c_void, json: Text, pointer: Text) -> usize,
}

/// The functions of a plugin. A plugin without sources, extractors or models leaves their functions null.
#[repr(C)]
pub struct Plugin {
    /// Size of this struct in bytes: a later minor version only appends.
    pub struct_size: usize,
    /// Gives the document `manifest`.
    pub manifest: Option<extern "C" fn(host: *const Host) -> i32>,
    /// Gives the document `columns`, then every column of every part.
    pub read: Option<extern "C" fn(host: *const Host, source: Text, request: Text) -> i32>,
    /// Gives one view for the rows it is handed.
    pub extract: Option<
        extern "C" fn(host: *const Host, extractor: Text, request: Text, rows: *const Rows) -> i32,
    >,
    /// Fits a model on `train` (views and targets) and stores it in `fitted`. `validation` is null where the split has none.
    pub fit: Option<
        extern "C" fn(
            host: *const Host,
            model: Text,
            request: Text,
            train: *const Rows,
            validation: *const Rows,
            fitted: *mut *mut c_void,
        ) -> i32,
    >,
    /// Gives one output column for each output, for the rows handed (views only).
    pub predict:
        Option<extern "C" fn(host: *const Host, fitted: *mut c_void, rows: *const Rows) -> i32>,
    /// Gives the bytes of a fitted model.
    pub save: Option<extern "C" fn(host: *const Host, fitted: *mut c_void) -> i32>,
    /// Makes a fitted model of the bytes that `save` gave.
    pub load: Option<
        extern "C" fn(
            host: *const Host,
            model: Text,
            request: Text,
            data: *const u8,
            len: usize,
            fitted: *mut *mut c_void,
        ) -> i32,
    >,
    /// Frees a fitted model.
    pub release: Option<extern "C" fn(fitted: *mut c_void)>,
}
