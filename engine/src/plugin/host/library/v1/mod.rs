//! Version 1 of the contract: its C functions, called with mapped rows, their results collected.
#![expect(
    unsafe_code,
    reason = "this is the engine's side of the C contract; each block states what it relies on"
)]

mod collector;
mod memory;
mod rows;

use std::ffi::c_void;
use std::fs;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::ptr;

use emospec_api::PLUGIN_SYMBOL;
use emospec_api::v1::{ABI_VERSION, Plugin, Text};
use libloading::Library;

use self::collector::call;
use self::rows::with_rows;
use super::{Allowance, Contract, Fitted, Outcome};
use crate::plugin::wire::{Done, RowsFile};

/// The size of the function table when version 1 was released; later functions are appended.
const SMALLEST_TABLE: usize =
    std::mem::offset_of!(Plugin, release) + size_of::<Option<extern "C" fn(*mut c_void)>>();

/// An open plugin of version 1.
pub(super) struct Adapter {
    table: &'static Plugin,
    _library: ManuallyDrop<Library>,
}

impl Adapter {
    /// The plugin in a library that says it speaks version 1.
    pub fn of(library: ManuallyDrop<Library>) -> Result<Self, String> {
        // SAFETY: a library that says it speaks this version gives the symbol this type.
        let plugin = unsafe { library.get::<extern "C" fn() -> *const Plugin>(PLUGIN_SYMBOL) }
            .map_err(|_| "it does not export `emospec_plugin`".to_owned())?;
        let table = plugin();
        // SAFETY: the contract says that the table lives as long as the process; null is refused. The size comes first,
        // and is read alone before anything behind it.
        let size = unsafe { table.cast::<usize>().as_ref() }.ok_or("its function table is null")?;
        if *size < SMALLEST_TABLE {
            return Err(format!(
                "its function table has {size} bytes, and version 1 of the contract says {SMALLEST_TABLE}"
            ));
        }
        // SAFETY: not null, as large as it has to be, and alive as long as the process.
        let table = unsafe { &*table };
        Ok(Self {
            table,
            _library: library,
        })
    }
}

impl Contract for Adapter {
    fn version(&self) -> u32 {
        ABI_VERSION
    }

    fn manifest(&self, allowance: &Allowance<'_>) -> Outcome {
        let Some(manifest) = self.table.manifest else {
            return lacks("manifest");
        };
        call(allowance, None, |host| manifest(host)).0
    }

    fn read(
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

    fn extract(
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

    fn fit(
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

    fn predict(
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

    fn save(&self, allowance: &Allowance<'_>, fitted: &Fitted, file: &Path) -> Outcome {
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

    fn load(
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

    fn release(&self, fitted: &Fitted) {
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
