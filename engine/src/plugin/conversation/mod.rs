//! Conversations with a worker that says what it likes, for the fuzz target and its short run in the tests.

use std::io::{self, Cursor};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use serde_json::{Value, json};

use super::client::Worker;
use super::limits::Limits;
use super::manifest::Manifest;
use super::outputs::{check_outputs, check_rows};
use super::program::Program;
use super::wire::{RowsFile, TaskDocument};
use super::{emitted_dataset, read_columns};
use crate::spec::load::{SourceMap, accepted, load, validate_params};
use crate::spec::{Params, TaskType, resolve_defaults};

/// Bytes that the files of a conversation may hold.
const LARGEST: u64 = 1 << 20;

/// Holds the conversation an engine has with a plugin - greeting, manifest, source, fit, prediction, saving - with a worker
/// that says `bytes` and nothing else. Files it names lie in `outputs`, or should not be read.
pub fn converse(bytes: Vec<u8>, outputs: &Path) {
    let limits = Limits {
        timeout: Duration::from_secs(10),
        memory: LARGEST,
    };
    let Ok(mut worker) = Worker::over(io::sink(), Cursor::new(bytes), limits) else {
        return;
    };
    if worker
        .greet("said", &Program::Library("said.so".into()))
        .is_err()
    {
        return;
    }
    if let Ok(manifest) = worker.manifest(outputs) {
        use_schemas(&manifest);
    }
    worker.begin();
    if let Ok((described, files)) = worker.read("pairs", Value::Null, outputs) {
        // What is wrong with it is what the caller tells.
        let _ = emitted_dataset(described, &files, outputs, LARGEST);
    }
    let rows = RowsFile {
        count: 2,
        columns: Vec::new(),
    };
    let fitted = worker.fit("net", Value::Null, rows.clone(), None, outputs, &mut |_| {});
    let handle = fitted.map_or(0, |(handle, _)| handle);
    if let Ok(files) = worker.predict(handle, rows, outputs, &mut |_| {}) {
        let columns = check_rows(2, &files).and_then(|()| read_columns(&files, outputs, LARGEST));
        if let Ok(columns) = columns {
            for kind in [
                TaskType::Classification,
                TaskType::Retrieval,
                TaskType::Regression,
            ] {
                let _ = check_outputs(&task(kind), 2, &columns);
            }
        }
    }
    let _ = worker.save(handle, &outputs.join("saved"), outputs);
    let _ = worker.release(handle, outputs);
    let _ = worker.finish();
}

/// Treats a document as a plugin's manifest, and does with it what an engine does.
pub fn introduce(document: Value) {
    if let Ok(manifest) = Manifest::checked(document) {
        use_schemas(&manifest);
    }
}

fn use_schemas(manifest: &Manifest) {
    let models = manifest.models.iter().map(|card| &card.params_schema);
    let components = manifest.sources.iter().chain(&manifest.extractors);
    for schema in models.chain(components.map(|card| &card.params_schema)) {
        let defaults = resolve_defaults(schema, &Params::new());
        let mut wrong = defaults.clone();
        wrong.insert("nonsense".to_owned(), json!([1, {"a": null}]));
        for params in [&defaults, &wrong] {
            if let Some(source) = &*SOURCE {
                validate_params(schema, params, "/models/concatenation/params", source);
            }
        }
        for property in schema["properties"].as_object().into_iter().flatten() {
            accepted(schema, property.1);
        }
    }
}

/// Places for errors to point to.
static SOURCE: LazyLock<Option<SourceMap>> = LazyLock::new(|| {
    let spec = include_str!("../../cli/starter.yaml");
    let file = tempfile::NamedTempFile::new().ok()?;
    std::fs::write(file.path(), spec).ok()?;
    load(file.path(), &[]).ok().map(|loaded| loaded.source)
});

fn task(kind: TaskType) -> TaskDocument {
    let classes = vec!["no".to_owned(), "yes".to_owned()];
    TaskDocument {
        kind,
        views: vec!["left".to_owned(), "right".to_owned()],
        target: "match".to_owned(),
        auxiliary: std::collections::BTreeMap::new(),
        classes: std::collections::BTreeMap::from([("match".to_owned(), classes)]),
    }
}

#[cfg(test)]
mod tests;
