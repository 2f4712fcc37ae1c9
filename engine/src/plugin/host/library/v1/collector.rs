//! What a plugin hands over during one call. It may do so from any of its threads.
#![expect(
    unsafe_code,
    reason = "pointers that a plugin hands to the engine's functions; each block states what it relies on"
)]

use std::ffi::c_void;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use emospec_api::v1::{
    CANCELLED, Column, Host, OK, ROLE_GROUP, ROLE_ID, ROLE_OUTPUT, ROLE_TARGET, ROLE_VIEW, Role,
    Text,
};
use serde_json::Value;

use super::super::{Allowance, Outcome};
use super::memory::{slice_of, tensor, text};
use crate::plugin::wire::{ColumnFile, Done, FileRole, LogLine};

/// Columns that one call may give, and lines it may tell.
const MOST_GIVEN: usize = 100_000;

/// What the functions of a [`Host`] collect during one call. The plugin may call them from any of its threads.
struct Collector<'a> {
    allowance: &'a Allowance<'a>,
    outputs: Option<&'a Path>,
    told: AtomicUsize,
    collected: Mutex<Collected>,
}

impl Collector<'_> {
    /// Whether one more line may be told: a plugin that tells without end is heard no longer.
    fn may_tell(&self) -> bool {
        self.told.fetch_add(1, Ordering::Relaxed) < MOST_GIVEN
    }
}

#[derive(Default)]
struct Collected {
    done: Done,
    bytes: Vec<u8>,
    message: Option<String>,
    /// Texts handed to the plugin, which live until the call returns.
    lent: Vec<Box<str>>,
}

impl Collected {
    /// Keeps the first message: what is wrong later usually follows from it.
    fn fails(&mut self, message: String) {
        self.message.get_or_insert(message);
    }
}

/// Makes one call, and gathers what the plugin hands over during it.
pub(super) fn call(
    allowance: &Allowance<'_>,
    outputs: Option<&Path>,
    function: impl FnOnce(*const Host) -> i32,
) -> (Outcome, Vec<u8>) {
    let collector = Collector {
        allowance,
        outputs,
        told: AtomicUsize::new(0),
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
        find: on_find,
        count: on_count,
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
        && collector.may_tell()
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
    if let (Some(collector), Some(message)) = (collector(context), text(message))
        && collector.may_tell()
    {
        collector.allowance.listener.log(LogLine {
            level,
            message: message.to_owned(),
        });
    }
}

extern "C" fn on_fail(context: *mut c_void, message: Text) {
    collect(context, |_, collected| {
        let message = text(message).unwrap_or("a message that is not UTF-8");
        collected.fails(message.to_owned());
    });
}

extern "C" fn on_document(context: *mut c_void, name: Text, json: Text) {
    collect(context, |_, collected| {
        let (Some(name), Some(json)) = (text(name), text(json)) else {
            collected.fails("the plugin gave a document that is not UTF-8".to_owned());
            return;
        };
        match serde_json::from_str(json) {
            Ok(document) => {
                collected.done.documents.insert(name.to_owned(), document);
            }
            Err(error) => {
                collected.fails(format!("the document `{name}` is not JSON: {error}"));
            }
        }
    });
}

extern "C" fn on_bytes(context: *mut c_void, data: *const u8, len: usize) {
    collect(context, |_, collected| match slice_of(data, len) {
        Some(bytes) => collected.bytes = bytes.to_vec(),
        None => collected.fails("the plugin gave null for bytes".to_owned()),
    });
}

fn at(document: &Value, pointer: Text) -> Option<&Value> {
    document.pointer(text(pointer)?)
}

fn parsed(json: Text) -> Option<Value> {
    serde_json::from_str(text(json)?).ok()
}

extern "C" fn on_find(context: *mut c_void, json: Text, pointer: Text) -> Text {
    let mut found = Text::of("");
    collect(context, |_, collected| {
        let Some(document) = parsed(json) else { return };
        let Some(value) = at(&document, pointer) else {
            return;
        };
        let lent: Box<str> = match value {
            Value::String(text) => text.as_str().into(),
            other => other.to_string().into(),
        };
        // A boxed text does not move when the list grows.
        found = Text::of(&lent);
        collected.lent.push(lent);
    });
    found
}

extern "C" fn on_count(_context: *mut c_void, json: Text, pointer: Text) -> usize {
    let document = parsed(json);
    match document.as_ref().and_then(|document| at(document, pointer)) {
        Some(Value::Array(items)) => items.len(),
        Some(Value::Object(entries)) => entries.len(),
        _ => 0,
    }
}

extern "C" fn on_column(context: *mut c_void, part: Text, column: *const Column) {
    collect(context, |collector, collected| {
        let number = collected.done.columns.len();
        if number >= MOST_GIVEN {
            collected.fails(format!("the plugin gave more than {MOST_GIVEN} columns"));
            return;
        }
        match collector.write_column(part, column, number) {
            Ok(file) => collected.done.columns.push(file),
            Err(message) => collected.fails(message),
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

fn role(role: Role) -> FileRole {
    match role {
        ROLE_VIEW => FileRole::View,
        ROLE_TARGET => FileRole::Target,
        ROLE_ID => FileRole::Id,
        ROLE_GROUP => FileRole::Group,
        ROLE_OUTPUT => FileRole::Output,
        _ => FileRole::Text,
    }
}
