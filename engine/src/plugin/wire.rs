//! The messages between engine and worker: one JSON object a line.
//!
//! | from | line |
//! | --- | --- |
//! | engine | `{"id": 1, "call": "manifest"}`, and likewise `read`, `extract`, `fit`, `predict`, `save`, `load`, `release` |
//! | worker | `{"id": 1, "progress": {"epoch": 1}}`, any number of times |
//! | worker | `{"id": 1, "log": {"level": 0, "message": "..."}}`, any number of times |
//! | worker | `{"id": 1, "done": {...}}`, or `{"id": 1, "failed": "message"}`, or `{"id": 1, "cancelled": true}`; with `"broken": true` beside `failed` the worker is not used again |
//! | engine | `{"cancel": 1}`, while call 1 runs |
//!
//! The first line a worker writes, unasked, is `{"ready": 1}`, the version of the contract it speaks, or
//! `{"refused": "message"}` where it has no such plugin. Arrays are raw little-endian files named in the messages:
//! the engine's are mapped by the worker, the worker's lie in the folder `outputs` of the call, which may be its `scratch`. A worker ends when
//! its stdin does. A plugin that is a program speaks these messages itself; for one that is a shared library the engine's
//! own worker does.

use std::path::PathBuf;

use emospec_api::DType;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::spec::{Params, Role, TaskType};

/// The longest line either side may write; a longer one means the other is not speaking the contract.
pub(super) const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// The element type of an array file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// Bytes of text.
    U8,
    /// Class ids and offsets.
    I64,
    /// Views, probabilities and embeddings.
    F32,
    /// Numbers.
    F64,
}

impl From<DataType> for DType {
    fn from(data_type: DataType) -> Self {
        match data_type {
            DataType::U8 => Self::U8,
            DataType::I64 => Self::I64,
            DataType::F32 => Self::F32,
            DataType::F64 => Self::F64,
        }
    }
}

impl From<DType> for DataType {
    fn from(dtype: DType) -> Self {
        match dtype {
            DType::U8 => Self::U8,
            DType::I64 => Self::I64,
            DType::F32 => Self::F32,
            DType::F64 => Self::F64,
        }
    }
}

/// What a column file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileRole {
    /// A feature matrix.
    View,
    /// What is learnt.
    Target,
    /// Text that names a row.
    Id,
    /// Text whose values may not cross a split.
    Group,
    /// Other text.
    Text,
    /// What a model returns.
    Output,
}

impl From<Role> for FileRole {
    fn from(role: Role) -> Self {
        match role {
            Role::View => Self::View,
            Role::Target => Self::Target,
            Role::Id => Self::Id,
            Role::Group => Self::Group,
            Role::Text => Self::Text,
        }
    }
}

/// A column as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFile {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: FileRole,
    /// The type of its elements.
    pub dtype: DataType,
    /// Rows, or rows and width; for text, the bytes of all values.
    pub shape: Vec<u64>,
    /// The file, raw little-endian, row by row.
    pub file: PathBuf,
    /// Text only: the file of rows + 1 offsets, `i64`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<PathBuf>,
    /// The part, for the columns of a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

impl ColumnFile {
    /// Bytes its shape announces.
    pub fn bytes(&self) -> u64 {
        let size = DType::from(self.dtype).size() as u64;
        self.shape
            .iter()
            .fold(size, |product, &side| product.saturating_mul(side))
    }
}

/// Columns of equal length as files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsFile {
    /// Number of rows.
    pub count: u64,
    /// The columns.
    pub columns: Vec<ColumnFile>,
}

/// The task as a model sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskDocument {
    /// The kind of question.
    #[serde(rename = "type")]
    pub kind: TaskType,
    /// The views, in order.
    pub views: Vec<String>,
    /// The target to learn.
    pub target: String,
    /// For each view, a further target that may be learnt from it.
    pub auxiliary: std::collections::BTreeMap<String, String>,
    /// The class names of every target that has classes.
    pub classes: std::collections::BTreeMap<String, Vec<String>>,
}

/// What the engine asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "kebab-case")]
pub(super) enum Call {
    /// What the plugin is.
    Manifest,
    /// The columns of a source.
    Read {
        source: String,
        request: Value,
        outputs: PathBuf,
    },
    /// A view from columns.
    Extract {
        extractor: String,
        request: Value,
        rows: RowsFile,
        outputs: PathBuf,
    },
    /// Fit a model; answers with its handle.
    Fit {
        model: String,
        request: Value,
        train: RowsFile,
        validation: Option<RowsFile>,
    },
    /// Predict with a fitted model.
    Predict {
        handle: u64,
        rows: RowsFile,
        outputs: PathBuf,
    },
    /// Save a fitted model to a file.
    Save { handle: u64, file: PathBuf },
    /// Restore a fitted model from a file; answers with its handle.
    Load {
        model: String,
        request: Value,
        file: PathBuf,
    },
    /// Free a fitted model.
    Release { handle: u64 },
}

/// A call with its number, and what it may use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Numbered {
    pub id: u64,
    #[serde(flatten)]
    pub call: Call,
    pub threads: u32,
    pub scratch: PathBuf,
}

/// A line from the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum FromEngine {
    Cancel { cancel: u64 },
    Call(Box<Numbered>),
}

/// A line from the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum FromWorker {
    Ready {
        ready: u32,
    },
    Refused {
        refused: String,
    },
    Progress {
        id: u64,
        progress: Value,
    },
    Log {
        id: u64,
        log: LogLine,
    },
    Done {
        id: u64,
        done: Done,
    },
    Failed {
        id: u64,
        failed: String,
        /// Whether the worker is not to be used again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        broken: bool,
    },
    Cancelled {
        id: u64,
        cancelled: bool,
    },
}

/// A line for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LogLine {
    pub level: u32,
    pub message: String,
}

/// What a finished call left.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    /// Documents by name.
    #[serde(skip_serializing_if = "Params::is_empty")]
    pub documents: Params,
    /// Columns, in the order given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnFile>,
    /// The handle of a fitted model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<u64>,
}
