//! The C functions of a Rust plugin: they turn pointers into safe types, and panics into failures.
//!
//! A panic may not leave an `extern "C"` function (it would abort the worker and lose its message), so every function
//! runs inside `catch_unwind` here, on the plugin's side.
#![expect(
    unsafe_code,
    reason = "the one place of the SDK where the C contract is turned into safe types"
)]

use std::any::Any;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::ptr;
use std::slice;
use std::sync::OnceLock;

use emospec_api::{
    CANCELLED, Column, DLDevice, DLTensor, DType, FAILED, Host, OK, Plugin, ROLE_GROUP, ROLE_ID,
    ROLE_OUTPUT, ROLE_TARGET, ROLE_TEXT, ROLE_VIEW, Rows as RawRows, Text,
};

use crate::export::{Fitted, Registration};
use crate::outputs::Output;
use crate::rows::Values;
use crate::run::Listener;
use crate::{Emitted, Error, Outputs, Role, Rows, Run};

/// The registration of this library; a library holds one plugin.
static REGISTRATION: OnceLock<&'static Registration> = OnceLock::new();

static TABLE: Plugin = Plugin {
    struct_size: size_of::<Plugin>(),
    manifest: Some(manifest),
    read: Some(read),
    extract: Some(extract),
    fit: Some(fit),
    predict: Some(predict),
    save: Some(save),
    load: Some(load),
    release: Some(release),
};

/// The function table of `registration`.
pub fn plugin_table(registration: &'static Registration) -> *const Plugin {
    REGISTRATION.get_or_init(|| registration);
    &raw const TABLE
}

fn registration() -> Result<&'static Registration, Error> {
    REGISTRATION
        .get()
        .copied()
        .ok_or_else(|| Error::new("emospec_plugin() was not called first"))
}

/// The engine during one call.
struct HostRef<'a>(&'a Host);

impl HostRef<'_> {
    fn document(&self, name: &str, json: &str) {
        (self.0.document)(self.0.context, Text::of(name), Text::of(json));
    }
}

impl Listener for HostRef<'_> {
    fn progress(&self, json: &str) {
        (self.0.progress)(self.0.context, Text::of(json));
    }

    fn cancelled(&self) -> bool {
        (self.0.cancelled)(self.0.context) != 0
    }

    fn log(&self, level: u32, message: &str) {
        (self.0.log)(self.0.context, level, Text::of(message));
    }

    fn report(&self, json: &str) {
        self.document("report", json);
    }
}

/// Runs `call`, and turns an error or a panic into a failure told to the host.
fn guarded(host: *const Host, call: impl FnOnce(&HostRef<'_>) -> Result<(), Error>) -> i32 {
    // SAFETY: the contract says that `host` is valid until the call returns; null is refused.
    let Some(host) = (unsafe { host.as_ref() }) else {
        return FAILED;
    };
    let host = HostRef(host);
    let outcome = catch_unwind(AssertUnwindSafe(|| call(&host)));
    let message = match outcome {
        Ok(Ok(())) => return OK,
        Ok(Err(Error::Cancelled)) => return CANCELLED,
        Ok(Err(error)) => error.to_string(),
        Err(payload) => format!("the plugin panicked: {}", panic_text(payload.as_ref())),
    };
    (host.0.fail)(host.0.context, Text::of(&message));
    FAILED
}

fn panic_text(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

extern "C" fn manifest(host: *const Host) -> i32 {
    guarded(host, |host| {
        host.document("manifest", &registration()?.manifest()?);
        Ok(())
    })
}

extern "C" fn read(host: *const Host, source: Text, request: Text) -> i32 {
    guarded(host, |host| {
        let name = text(source)?;
        let entry = named(registration()?.sources, name, "source", |entry| {
            entry.card.name
        })?;
        let emitted = (entry.read)(&serde_json::from_str(text(request)?)?, &run_of(host)?)?;
        give_emitted(host, &emitted)
    })
}

extern "C" fn extract(
    host: *const Host,
    extractor: Text,
    request: Text,
    rows: *const RawRows,
) -> i32 {
    guarded(host, |host| {
        let name = text(extractor)?;
        let entry = named(registration()?.extractors, name, "extractor", |entry| {
            entry.card.name
        })?;
        let request = serde_json::from_str(text(request)?)?;
        let outputs = (entry.extract)(&request, &rows_of(rows)?, &run_of(host)?)?;
        let is_text = |name: &str| {
            let mut columns = outputs.iter();
            columns.any(|(own, output)| own == name && matches!(output, Output::Text(_)))
        };
        let role = |name: &str| if is_text(name) { ROLE_TEXT } else { ROLE_VIEW };
        give_outputs(host, "", &outputs, role)
    })
}

extern "C" fn fit(
    host: *const Host,
    model: Text,
    request: Text,
    train: *const RawRows,
    validation: *const RawRows,
    fitted: *mut *mut c_void,
) -> i32 {
    guarded(host, |host| {
        let name = text(model)?;
        let entry = named(registration()?.models, name, "model", |entry| {
            entry.card.name
        })?;
        let request = serde_json::from_str(text(request)?)?;
        let train = rows_of(train)?;
        let validation = if validation.is_null() {
            None
        } else {
            Some(rows_of(validation)?)
        };
        let model = (entry.fit)(&request, &train, validation.as_ref(), &run_of(host)?)?;
        give_fitted(model, fitted)
    })
}

extern "C" fn predict(host: *const Host, fitted: *mut c_void, rows: *const RawRows) -> i32 {
    guarded(host, |host| {
        let outputs = fitted_of(fitted)?.predict(&rows_of(rows)?, &run_of(host)?)?;
        give_outputs(host, "", &outputs, |_| ROLE_OUTPUT)
    })
}

extern "C" fn save(host: *const Host, fitted: *mut c_void) -> i32 {
    guarded(host, |host| {
        let bytes = fitted_of(fitted)?.save()?;
        (host.0.bytes)(host.0.context, bytes.as_ptr(), bytes.len());
        Ok(())
    })
}

extern "C" fn load(
    host: *const Host,
    model: Text,
    _request: Text,
    data: *const u8,
    len: usize,
    fitted: *mut *mut c_void,
) -> i32 {
    guarded(host, |_| {
        let name = text(model)?;
        let entry = named(registration()?.models, name, "model", |entry| {
            entry.card.name
        })?;
        give_fitted((entry.load)(slice_of(data, len)?)?, fitted)
    })
}

extern "C" fn release(fitted: *mut c_void) {
    if fitted.is_null() {
        return;
    }
    // SAFETY: the pointer came from `give_fitted`, and the contract says that it is released once.
    let model = unsafe { Box::from_raw(fitted.cast::<Box<dyn Fitted>>()) };
    // A panic while dropping must not cross the boundary, and has nobody to be told to.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(model)));
}

fn named<'e, E>(
    entries: &'e [E],
    name: &str,
    kind: &str,
    name_of: impl Fn(&E) -> &str,
) -> Result<&'e E, Error> {
    entries
        .iter()
        .find(|entry| name_of(entry) == name)
        .ok_or_else(|| Error::new(format_args!("the plugin has no {kind} `{name}`")))
}

fn run_of<'a>(host: &'a HostRef<'_>) -> Result<Run<'a>, Error> {
    Ok(Run {
        listener: host,
        threads: usize::try_from(host.0.threads)?.max(1),
        scratch: PathBuf::from(text(host.0.scratch)?),
    })
}

fn give_fitted(model: Box<dyn Fitted>, fitted: *mut *mut c_void) -> Result<(), Error> {
    if fitted.is_null() {
        return Err(Error::new("no place for the fitted model"));
    }
    // SAFETY: not null, and the contract says that it may be written to.
    unsafe { fitted.write(Box::into_raw(Box::new(model)).cast()) };
    Ok(())
}

fn fitted_of<'a>(fitted: *mut c_void) -> Result<&'a dyn Fitted, Error> {
    // SAFETY: the pointer came from `give_fitted`, and the engine releases it after its last use.
    let model = unsafe { fitted.cast::<Box<dyn Fitted>>().as_ref() };
    model
        .map(Box::as_ref)
        .ok_or_else(|| Error::new("no fitted model was handed over"))
}

fn slice_of<'a, T>(data: *const T, len: usize) -> Result<&'a [T], Error> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() || !data.is_aligned() {
        return Err(Error::new("an array is null or not aligned"));
    }
    // SAFETY: not null, aligned, and the contract says that `len` elements are valid until the call returns.
    Ok(unsafe { slice::from_raw_parts(data, len) })
}

fn text<'a>(text: Text) -> Result<&'a str, Error> {
    std::str::from_utf8(slice_of(text.data, text.len)?).map_err(Error::new)
}

fn rows_of<'a>(rows: *const RawRows) -> Result<Rows<'a>, Error> {
    // SAFETY: the contract says that `rows` is valid until the call returns; null is refused.
    let raw = unsafe { rows.as_ref() }.ok_or_else(|| Error::new("no rows were handed over"))?;
    let mut rows = Rows::new(usize::try_from(raw.count)?);
    for column in slice_of(raw.columns, raw.column_count)? {
        let name = text(column.name)?;
        let values = values_of(column, rows.count)
            .map_err(|error| Error::new(format_args!("column `{name}`: {error}")))?;
        rows.columns.insert(name.to_owned(), values);
    }
    Ok(rows)
}

fn values_of<'a>(column: &Column, count: usize) -> Result<Values<'a>, Error> {
    let tensor = tensor_of(column.values)?;
    let shape = slice_of(tensor.shape.cast_const(), usize::try_from(tensor.ndim)?)?;
    let dtype = DType::of_dlpack(tensor.dtype)
        .ok_or_else(|| Error::new("its element type is not part of the contract"))?;
    match (dtype, shape) {
        (DType::F32, &[rows, width]) if usize::try_from(rows)? == count => {
            let width = usize::try_from(width)?;
            let data = slice_of(tensor.data.cast_const().cast::<f32>(), count * width)?;
            Ok(Values::Matrix { width, data })
        }
        (DType::I64, &[rows]) if usize::try_from(rows)? == count => Ok(Values::Classes(slice_of(
            tensor.data.cast_const().cast::<i64>(),
            count,
        )?)),
        (DType::F64, &[rows]) if usize::try_from(rows)? == count => Ok(Values::Numbers(slice_of(
            tensor.data.cast_const().cast::<f64>(),
            count,
        )?)),
        (DType::U8, &[bytes]) => {
            let bytes = slice_of(
                tensor.data.cast_const().cast::<u8>(),
                usize::try_from(bytes)?,
            )?;
            Ok(Values::Text(texts_of(bytes, column.offsets, count)?))
        }
        _ => Err(Error::new("its shape is not rows, or rows x width")),
    }
}

fn texts_of(bytes: &[u8], offsets: *const DLTensor, count: usize) -> Result<Vec<&str>, Error> {
    let tensor = tensor_of(offsets)?;
    let offsets = slice_of(tensor.data.cast_const().cast::<i64>(), count + 1)?;
    offsets
        .windows(2)
        .map(|ends| {
            let range = usize::try_from(ends[0])?..usize::try_from(ends[1])?;
            let text = bytes
                .get(range)
                .ok_or_else(|| Error::new("an offset lies outside the text"))?;
            std::str::from_utf8(text).map_err(Error::new)
        })
        .collect()
}

fn tensor_of<'a>(tensor: *const DLTensor) -> Result<&'a DLTensor, Error> {
    // SAFETY: the contract says that tensors are valid until the call returns; null is refused.
    let tensor = unsafe { tensor.as_ref() }.ok_or_else(|| Error::new("no values"))?;
    if !tensor.strides.is_null() || tensor.byte_offset != 0 || tensor.device != DLDevice::CPU {
        return Err(Error::new(
            "only row-major tensors without gaps in host memory cross the contract",
        ));
    }
    Ok(tensor)
}

fn give_emitted(host: &HostRef<'_>, emitted: &Emitted) -> Result<(), Error> {
    let mut document = serde_json::Map::new();
    for column in &emitted.columns {
        let mut description = serde_json::to_value(column)?;
        if let Some(fields) = description.as_object_mut() {
            fields.remove("name");
        }
        document.insert(column.name.clone(), description);
    }
    host.document("columns", &serde_json::to_string(&document)?);
    let role = |name: &str| {
        let column = emitted.columns.iter().find(|column| column.name == name);
        match column.map_or(Role::Text, |column| column.role) {
            Role::View => ROLE_VIEW,
            Role::Target => ROLE_TARGET,
            Role::Id => ROLE_ID,
            Role::Group => ROLE_GROUP,
            Role::Text => ROLE_TEXT,
        }
    };
    for (part, outputs) in &emitted.parts {
        give_outputs(host, part, outputs, role)?;
    }
    Ok(())
}

fn give_outputs(
    host: &HostRef<'_>,
    part: &str,
    outputs: &Outputs,
    role: impl Fn(&str) -> u32,
) -> Result<(), Error> {
    for (name, output) in outputs.iter() {
        match output {
            Output::Matrix { width, data } => {
                let shape = [data.len() / width, *width];
                give_column(
                    host,
                    part,
                    name,
                    role(name),
                    &tensor(data, DType::F32, &shape)?,
                    None,
                );
            }
            Output::Classes(values) => {
                let values = tensor(values, DType::I64, &[values.len()])?;
                give_column(host, part, name, role(name), &values, None);
            }
            Output::Numbers(values) => {
                let values = tensor(values, DType::F64, &[values.len()])?;
                give_column(host, part, name, role(name), &values, None);
            }
            Output::Text(values) => {
                let mut offsets = vec![0i64];
                let mut bytes = Vec::new();
                for value in values {
                    bytes.extend_from_slice(value.as_bytes());
                    offsets.push(i64::try_from(bytes.len())?);
                }
                let offsets = tensor(&offsets, DType::I64, &[offsets.len()])?;
                let bytes = tensor(&bytes, DType::U8, &[bytes.len()])?;
                give_column(host, part, name, role(name), &bytes, Some(&offsets));
            }
        }
    }
    Ok(())
}

/// A tensor that borrows `data`, with its shape beside it.
struct Tensor<'a> {
    data: *const c_void,
    dtype: DType,
    shape: Vec<i64>,
    _data: std::marker::PhantomData<&'a ()>,
}

fn tensor<'a, T>(data: &'a [T], dtype: DType, shape: &[usize]) -> Result<Tensor<'a>, Error> {
    Ok(Tensor {
        data: data.as_ptr().cast(),
        dtype,
        shape: shape
            .iter()
            .map(|&size| i64::try_from(size))
            .collect::<Result<_, _>>()?,
        _data: std::marker::PhantomData,
    })
}

impl Tensor<'_> {
    fn raw(&self) -> DLTensor {
        DLTensor {
            data: self.data.cast_mut().cast(),
            device: DLDevice::CPU,
            ndim: if self.shape.len() == 2 { 2 } else { 1 },
            dtype: self.dtype.dlpack(),
            shape: self.shape.as_ptr().cast_mut(),
            strides: ptr::null_mut(),
            byte_offset: 0,
        }
    }
}

fn give_column(
    host: &HostRef<'_>,
    part: &str,
    name: &str,
    role: u32,
    values: &Tensor<'_>,
    offsets: Option<&Tensor<'_>>,
) {
    let values = values.raw();
    let offsets = offsets.map(Tensor::raw);
    let column = Column {
        name: Text::of(name),
        role,
        values: &raw const values,
        offsets: offsets.as_ref().map_or(ptr::null(), ptr::from_ref),
    };
    (host.0.column)(host.0.context, Text::of(part), &raw const column);
}

#[cfg(test)]
mod tests;
