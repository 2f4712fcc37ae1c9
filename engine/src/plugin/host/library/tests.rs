//! A plugin in C, loaded into the test itself: what the adapter does with raw memory runs where a sanitizer sees it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use serde_json::json;

use super::*;
use crate::dataset::Values;
use crate::plugin::wire::{ColumnFile, FileRole};
use crate::plugin::{read_column, write_column};

/// Hears everything and says nothing.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Listener for Heard {
    fn progress(&self, progress: Value) {
        self.0.lock().unwrap().push(progress.to_string());
    }

    fn log(&self, line: LogLine) {
        self.0.lock().unwrap().push(line.message);
    }
}

/// Builds a shared library from a file under `tests/c`.
fn library(folder: &Path, name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let file = folder.join(format!("lib{name}.so"));
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-w", "-I"])
        .arg(root.join("plugins/api"))
        .arg("-o")
        .arg(&file)
        .arg(root.join(format!("tests/c/{name}.c")))
        .arg("-lm")
        .status()
        .unwrap();
    assert!(built.success());
    file
}

fn rows(folder: &Path, with_target: bool) -> RowsFile {
    let view = Values::Matrix {
        width: 3,
        data: (0..12).map(|at| (at * 5 % 7) as f32).collect(),
    };
    let column = |stem: &str, name: &str, role, values: &Values| {
        write_column(folder, &format!("{stem}{with_target}"), name, role, values).unwrap()
    };
    let mut columns = vec![column("v", "left", FileRole::View, &view)];
    if with_target {
        let ids = Values::Text(["a", "bc", "", "süß"].map(str::to_owned).to_vec());
        columns.push(column(
            "t",
            "match",
            FileRole::Target,
            &Values::Classes(vec![0, 1, 0, 1]),
        ));
        columns.push(column(
            "n",
            "score",
            FileRole::Target,
            &Values::Numbers(vec![0.5; 4]),
        ));
        columns.push(column("i", "id", FileRole::Id, &ids));
    }
    RowsFile { count: 4, columns }
}

fn request() -> String {
    let task = json!({
        "type": "classification", "views": ["left"], "target": "match", "auxiliary": {},
        "classes": {"match": ["no", "yes"]},
    });
    json!({"params": {"shrinkage": 0.0}, "seed": 0, "task": task}).to_string()
}

struct Calls {
    plugin: Box<dyn Contract>,
    heard: Heard,
    cancelled: AtomicBool,
    folder: tempfile::TempDir,
}

impl Calls {
    fn of(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plugin = open(&library(folder.path(), name)).unwrap();
        Self {
            plugin,
            heard: Heard::default(),
            cancelled: AtomicBool::new(false),
            folder,
        }
    }

    fn allowance(&self) -> Allowance<'_> {
        Allowance {
            listener: &self.heard,
            cancelled: &self.cancelled,
            threads: 1,
            scratch: self.folder.path(),
        }
    }

    fn fit(&self, model: &str) -> Result<Fitted, String> {
        let train = rows(self.folder.path(), true);
        let (allowance, request) = (self.allowance(), request());
        let fitted = self
            .plugin
            .fit(&allowance, model, &request, &train, Some(&train));
        fitted.map(|(fitted, _)| fitted).map_err(told)
    }

    fn load(&self, model: &str, file: &Path) -> Result<Fitted, String> {
        let loaded = self.plugin.load(&self.allowance(), model, &request(), file);
        loaded.map(|(fitted, _)| fitted).map_err(told)
    }

    fn predict(&self, fitted: &Fitted) -> Result<Vec<ColumnFile>, String> {
        let rows = rows(self.folder.path(), false);
        match self
            .plugin
            .predict(&self.allowance(), fitted, &rows, self.folder.path())
        {
            Outcome::Done(done) => Ok(done.columns),
            other => Err(told(other)),
        }
    }
}

fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Done(_) => "it succeeded".to_owned(),
        Outcome::Failed(message) => message,
        Outcome::Cancelled => "it was cancelled".to_owned(),
    }
}

#[test]
fn whole_life_of_a_model_goes_through_the_adapter() {
    let calls = Calls::of("nearest_centroid");
    let Outcome::Done(done) = calls.plugin.manifest(&calls.allowance()) else {
        panic!("no manifest");
    };
    assert_eq!(done.documents["manifest"]["name"], "nearest_centroid");
    let fitted = calls.fit("centroid").unwrap();
    let outputs = calls.predict(&fitted).unwrap();
    let predicted = |file: &ColumnFile| read_column(file, calls.folder.path(), 1 << 20).unwrap();
    let first = predicted(&outputs[0]);
    assert_eq!((first.rows(), first.width()), (4, Some(2)));

    let saved = calls.folder.path().join("saved");
    let outcome = calls.plugin.save(&calls.allowance(), &fitted, &saved);
    assert!(matches!(outcome, Outcome::Done(_)));
    let loaded = calls.load("centroid", &saved).unwrap();
    assert_eq!(predicted(&calls.predict(&loaded).unwrap()[0]), first);
    calls.plugin.release(&fitted);
    calls.plugin.release(&loaded);

    fs::write(&saved, &fs::read(&saved).unwrap()[..7]).unwrap();
    assert!(calls.load("centroid", &saved).is_err());
    calls
        .cancelled
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let refused = calls.fit("centroid").err();
    assert_eq!(refused.as_deref(), Some("it was cancelled"));
}

#[test]
fn lies_that_memory_tells_are_refused() {
    let calls = Calls::of("hostile");
    let predicted = |model: &str| {
        let fitted = calls.fit(model).unwrap();
        let outcome = calls.predict(&fitted);
        calls.plugin.release(&fitted);
        outcome.map_or_else(
            |message| message,
            |columns| format!("{} columns", columns.len()),
        )
    };
    assert_eq!(predicted("good"), "1 columns");
    assert!(predicted("garbage").contains("its data are null"));
    assert!(predicted("negative").contains("negative size"));
    for (model, says) in [
        ("liar", "left no fitted model"),
        ("silent", "without saying why"),
    ] {
        let refused = calls.fit(model).err().unwrap();
        assert!(refused.contains(says), "{model}: {refused}");
    }
}
