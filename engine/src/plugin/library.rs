//! A plugin's shared library inside a worker: opened, checked, and called through the C contract.
//!
//! The library is never closed: its threads and statics may outlive any call.
#![expect(
    unsafe_code,
    reason = "this file is the engine's side of the C contract; each block states what it relies on"
)]

use std::ffi::c_void;
use std::fs::{self, File};
use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::ptr;
use std::slice;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use emospec_api::{
    ABI_VERSION, CANCELLED, Column, DLDevice, DLTensor, DType, Host, OK, PLUGIN_SYMBOL, Plugin,
    ROLE_GROUP, ROLE_ID, ROLE_OUTPUT, ROLE_TARGET, ROLE_VIEW, Rows, Text, VERSION_SYMBOL,
};
use libloading::Library;
use memmap2::Mmap;
use serde_json::Value;

use super::wire::{ColumnFile, DataType, Done, FileRole, LogLine, RowsFile};

/// What a call tells while it runs.
pub(super) trait Listener: Sync {
    fn progress(&self, progress: Value);
    fn log(&self, line: LogLine);
}

/// How a call ended.
pub(super) enum Outcome {
    Done(Done),
    Failed(String),
    Cancelled,
}

/// What a call may use.
pub(super) struct Allowance<'a> {
    pub listener: &'a dyn Listener,
    pub cancelled: &'a AtomicBool,
    pub threads: u32,
    pub scratch: &'a Path,
}

/// A fitted model of the plugin.
pub(super) struct Fitted(*mut c_void);

/// An open plugin.
pub(super) struct Opened {
    table: &'static Plugin,
    _library: ManuallyDrop<Library>,
}

impl Opened {
    /// Opens a library and checks its contract version before anything else is called.
    pub fn open(path: &Path) -> Result<Self, String> {
        // SAFETY: opening runs the library's initialisers. That is what this process is for: whatever they do
        // wrong ends this worker, not the engine.
        let library = unsafe { Library::new(path) }.map_err(|error| with_source(&error))?;
        let library = ManuallyDrop::new(library);
        // SAFETY: the contract gives the symbol this type since its first version.
        let version =
            unsafe { library.get::<extern "C" fn() -> u32>(VERSION_SYMBOL) }.map_err(|_| {
                "it is not a plugin: it does not export `emospec_abi_version`".to_owned()
            })?;
        let version = version();
        if version != ABI_VERSION {
            return Err(format!(
                "it speaks version {version} of the plugin contract, and this engine version {ABI_VERSION}"
            ));
        }
        // SAFETY: a library that says it speaks this version gives the symbol this type.
        let plugin = unsafe { library.get::<extern "C" fn() -> *const Plugin>(PLUGIN_SYMBOL) }
            .map_err(|_| "it does not export `emospec_plugin`".to_owned())?;
        // SAFETY: the contract says that the table lives as long as the process; null is refused.
        let table = unsafe { plugin().as_ref() }.ok_or("its function table is null")?;
        if table.struct_size < size_of::<Plugin>() {
            return Err(format!(
                "its function table has {} bytes, and the contract says {}",
                table.struct_size,
                size_of::<Plugin>()
            ));
        }
        Ok(Self {
            table,
            _library: library,
        })
    }

    pub fn manifest(&self, allowance: &Allowance<'_>) -> Outcome {
        let Some(manifest) = self.table.manifest else {
            return lacks("manifest");
        };
        call(allowance, None, |host| manifest(host)).0
    }

    pub fn read(
        &self,
        allowance: &Allowance<'_>,
        source: &str,
        request: &str,
        outputs: &Path,
    ) -> Outcome {
        let Some(read) = self.table.read else {
            return lacks("source");
        };
        call(allowance, Some(outputs), |host| {
            read(host, Text::of(source), Text::of(request))
        })
        .0
    }

    pub fn extract(
        &self,
        allowance: &Allowance<'_>,
        extractor: &str,
        request: &str,
        rows: &RowsFile,
        outputs: &Path,
    ) -> Outcome {
        let Some(extract) = self.table.extract else {
            return lacks("extractor");
        };
        with_rows(Some(rows), |rows| {
            call(allowance, Some(outputs), |host| {
                extract(host, Text::of(extractor), Text::of(request), rows)
            })
            .0
        })
    }

    pub fn fit(
        &self,
        allowance: &Allowance<'_>,
        model: &str,
        request: &str,
        train: &RowsFile,
        validation: Option<&RowsFile>,
    ) -> Result<(Fitted, Done), Outcome> {
        let Some(fit) = self.table.fit else {
            return Err(lacks("model"));
        };
        let mut fitted = ptr::null_mut();
        let outcome = with_rows(Some(train), |train| {
            with_rows(validation, |validation| {
                call(allowance, None, |host| {
                    let (model, request) = (Text::of(model), Text::of(request));
                    fit(host, model, request, train, validation, &raw mut fitted)
                })
                .0
            })
        });
        fitted_or(outcome, fitted)
    }

    pub fn predict(
        &self,
        allowance: &Allowance<'_>,
        fitted: &Fitted,
        rows: &RowsFile,
        outputs: &Path,
    ) -> Outcome {
        let Some(predict) = self.table.predict else {
            return lacks("predict function");
        };
        with_rows(Some(rows), |rows| {
            call(allowance, Some(outputs), |host| {
                predict(host, fitted.0, rows)
            })
            .0
        })
    }

    pub fn save(&self, allowance: &Allowance<'_>, fitted: &Fitted, file: &Path) -> Outcome {
        let Some(save) = self.table.save else {
            return lacks("save function");
        };
        let (outcome, bytes) = call(allowance, None, |host| save(host, fitted.0));
        match outcome {
            Outcome::Done(done) => match fs::write(file, bytes) {
                Ok(()) => Outcome::Done(done),
                Err(error) => {
                    Outcome::Failed(format!("failed to write {}: {error}", file.display()))
                }
            },
            other => other,
        }
    }

    pub fn load(
        &self,
        allowance: &Allowance<'_>,
        model: &str,
        request: &str,
        file: &Path,
    ) -> Result<(Fitted, Done), Outcome> {
        let Some(load) = self.table.load else {
            return Err(lacks("load function"));
        };
        let bytes = fs::read(file).map_err(|error| {
            Outcome::Failed(format!("failed to read {}: {error}", file.display()))
        })?;
        let mut fitted = ptr::null_mut();
        let (outcome, _) = call(allowance, None, |host| {
            load(
                host,
                Text::of(model),
                Text::of(request),
                bytes.as_ptr(),
                bytes.len(),
                &raw mut fitted,
            )
        });
        fitted_or(outcome, fitted)
    }

    pub fn release(&self, fitted: &Fitted) {
        if let Some(release) = self.table.release {
            release(fitted.0);
        }
    }
}

fn fitted_or(outcome: Outcome, fitted: *mut c_void) -> Result<(Fitted, Done), Outcome> {
    match outcome {
        Outcome::Done(_) if fitted.is_null() => Err(Outcome::Failed(
            "the plugin said that it succeeded, but left no fitted model".to_owned(),
        )),
        Outcome::Done(done) => Ok((Fitted(fitted), done)),
        other => Err(other),
    }
}

fn lacks(what: &str) -> Outcome {
    Outcome::Failed(format!("the plugin has no {what}"))
}

/// The dynamic loader says what is wrong only in the source of its error.
fn with_source(error: &libloading::Error) -> String {
    use std::error::Error;
    error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// What the functions of a [`Host`] collect during one call. The plugin may call them from any of its threads.
struct Collector<'a> {
    allowance: &'a Allowance<'a>,
    outputs: Option<&'a Path>,
    collected: Mutex<Collected>,
}

#[derive(Default)]
struct Collected {
    done: Done,
    bytes: Vec<u8>,
    message: Option<String>,
}

/// Makes one call, and gathers what the plugin hands over during it.
fn call(
    allowance: &Allowance<'_>,
    outputs: Option<&Path>,
    function: impl FnOnce(*const Host) -> i32,
) -> (Outcome, Vec<u8>) {
    let collector = Collector {
        allowance,
        outputs,
        collected: Mutex::default(),
    };
    let scratch = allowance.scratch.to_string_lossy();
    let host = Host {
        struct_size: size_of::<Host>(),
        context: (&raw const collector).cast_mut().cast(),
        threads: allowance.threads,
        scratch: Text::of(&scratch),
        progress: on_progress,
        cancelled: on_cancelled,
        log: on_log,
        fail: on_fail,
        document: on_document,
        column: on_column,
        bytes: on_bytes,
    };
    let code = function(&raw const host);
    let collected = collector
        .collected
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let outcome = match (code, collected.message) {
        (CANCELLED, _) => Outcome::Cancelled,
        (OK, None) => Outcome::Done(collected.done),
        (_, Some(message)) => Outcome::Failed(message),
        (code, None) => Outcome::Failed(format!(
            "the plugin returned code {code} without saying why"
        )),
    };
    (outcome, collected.bytes)
}

fn collector<'a>(context: *mut c_void) -> Option<&'a Collector<'a>> {
    // SAFETY: `context` is the collector of the running call, which `call` keeps until the call returns; the contract
    // forbids a plugin to use it afterwards.
    unsafe { context.cast::<Collector<'a>>().as_ref() }
}

fn collect(context: *mut c_void, add: impl FnOnce(&Collector<'_>, &mut Collected)) {
    if let Some(collector) = collector(context)
        && let Ok(mut collected) = collector.collected.lock()
    {
        add(collector, &mut collected);
    }
}

extern "C" fn on_progress(context: *mut c_void, json: Text) {
    if let (Some(collector), Some(json)) = (collector(context), text(json))
        && let Ok(progress) = serde_json::from_str(json)
    {
        collector.allowance.listener.progress(progress);
    }
}

extern "C" fn on_cancelled(context: *mut c_void) -> i32 {
    collector(context).map_or(0, |collector| {
        i32::from(collector.allowance.cancelled.load(Ordering::Relaxed))
    })
}

extern "C" fn on_log(context: *mut c_void, level: u32, message: Text) {
    if let (Some(collector), Some(message)) = (collector(context), text(message)) {
        collector.allowance.listener.log(LogLine {
            level,
            message: message.to_owned(),
        });
    }
}

extern "C" fn on_fail(context: *mut c_void, message: Text) {
    collect(context, |_, collected| {
        let message = text(message).unwrap_or("a message that is not UTF-8");
        collected.message = Some(message.to_owned());
    });
}

extern "C" fn on_document(context: *mut c_void, name: Text, json: Text) {
    collect(context, |_, collected| {
        let (Some(name), Some(json)) = (text(name), text(json)) else {
            collected.message = Some("the plugin gave a document that is not UTF-8".to_owned());
            return;
        };
        match serde_json::from_str(json) {
            Ok(document) => {
                collected.done.documents.insert(name.to_owned(), document);
            }
            Err(error) => {
                collected.message = Some(format!("the document `{name}` is not JSON: {error}"));
            }
        }
    });
}

extern "C" fn on_bytes(context: *mut c_void, data: *const u8, len: usize) {
    collect(context, |_, collected| match slice_of(data, len) {
        Some(bytes) => collected.bytes = bytes.to_vec(),
        None => collected.message = Some("the plugin gave null for bytes".to_owned()),
    });
}

extern "C" fn on_column(context: *mut c_void, part: Text, column: *const Column) {
    collect(context, |collector, collected| {
        let number = collected.done.columns.len();
        match collector.write_column(part, column, number) {
            Ok(file) => collected.done.columns.push(file),
            Err(message) => collected.message = Some(message),
        }
    });
}

impl Collector<'_> {
    fn write_column(
        &self,
        part: Text,
        column: *const Column,
        number: usize,
    ) -> Result<ColumnFile, String> {
        let folder = self.outputs.ok_or("this call takes no columns")?;
        // SAFETY: the contract says that the column is valid until this function returns; null is refused.
        let column = unsafe { column.as_ref() }.ok_or("the plugin gave null for a column")?;
        let name = text(column.name).ok_or("the plugin gave a column whose name is not UTF-8")?;
        let part = text(part).ok_or("the plugin gave a part whose name is not UTF-8")?;
        let (dtype, shape, bytes) =
            tensor(column.values).map_err(|error| format!("column `{name}`: {error}"))?;
        let write = |suffix: &str, bytes: &[u8]| {
            let file = folder.join(format!("{number}{suffix}"));
            fs::write(&file, bytes)
                .map(|()| file)
                .map_err(|error| format!("failed to keep column `{name}`: {error}"))
        };
        let offsets = if column.offsets.is_null() {
            None
        } else {
            let (_, _, bytes) =
                tensor(column.offsets).map_err(|error| format!("column `{name}`: {error}"))?;
            Some(write(".offsets", bytes)?)
        };
        Ok(ColumnFile {
            name: name.to_owned(),
            role: role(column.role),
            dtype,
            shape,
            file: write("", bytes)?,
            offsets,
            part: (!part.is_empty()).then(|| part.to_owned()),
        })
    }
}

fn role(role: emospec_api::Role) -> FileRole {
    match role {
        ROLE_VIEW => FileRole::View,
        ROLE_TARGET => FileRole::Target,
        ROLE_ID => FileRole::Id,
        ROLE_GROUP => FileRole::Group,
        ROLE_OUTPUT => FileRole::Output,
        _ => FileRole::Text,
    }
}

fn role_number(role: FileRole) -> emospec_api::Role {
    match role {
        FileRole::View => ROLE_VIEW,
        FileRole::Target => ROLE_TARGET,
        FileRole::Id => ROLE_ID,
        FileRole::Group => ROLE_GROUP,
        FileRole::Output => ROLE_OUTPUT,
        FileRole::Text => emospec_api::ROLE_TEXT,
    }
}

fn slice_of<'a, T>(data: *const T, len: usize) -> Option<&'a [T]> {
    if len == 0 {
        return Some(&[]);
    }
    if data.is_null() || !data.is_aligned() {
        return None;
    }
    // SAFETY: not null, aligned, and the contract says that `len` elements are readable until the call returns.
    Some(unsafe { slice::from_raw_parts(data, len) })
}

fn text<'a>(text: Text) -> Option<&'a str> {
    std::str::from_utf8(slice_of(text.data, text.len)?).ok()
}

/// Type, shape and bytes of a tensor that the plugin gave.
fn tensor<'a>(tensor: *const DLTensor) -> Result<(DataType, Vec<u64>, &'a [u8]), String> {
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
fn with_rows(rows: Option<&RowsFile>, function: impl FnOnce(*const Rows) -> Outcome) -> Outcome {
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
