//! A study of a model that does no work (`tests/hostile`), for benchmarks that run the command.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark ends where something is not as it should be"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use emospec::dataset::format::{Address, CsvOptions, Format, Stored};
use tempfile::TempDir;

/// The study and its data, removed when dropped.
pub struct Study {
    folder: TempDir,
}

/// The view of a study: how it is stored, and how large it is.
pub struct View {
    pub format: Format,
    pub extension: &'static str,
    pub address: Address,
    /// Of the parts `train` and `test`.
    pub rows: [usize; 2],
    pub width: usize,
}

impl Study {
    pub fn new(view: &View) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (part, rows) in ["train", "test"].into_iter().zip(view.rows) {
            let values = Stored::Matrix {
                rows,
                width: view.width,
                data: (0..rows * view.width)
                    .map(|at| (at % 1013) as f32)
                    .collect(),
            };
            let classes = Stored::Integers((0..rows).map(|row| i64::from(row % 2 == 0)).collect());
            let at = |extension| folder.path().join(format!("{part}.{extension}"));
            store(&at(view.extension), view.format, &view.address, &values);
            store(&at("csv"), Format::Csv, &0.into(), &classes);
        }
        let study = spec(view.extension, &view.address);
        fs::write(folder.path().join("study.yaml"), study).unwrap();
        Self { folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The command in the folder of the study, with a cache of its own there.
    pub fn command(&self) -> Command {
        let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests");
        let mut command = Command::new(env!("CARGO_BIN_EXE_emospec"));
        command
            .current_dir(self.folder())
            .env("EMOSPEC_CACHE_DIR", self.folder().join("cache"))
            .env("EMOSPEC_PLUGIN_PATH", tests);
        command
    }
}

fn store(file: &Path, format: Format, address: &Address, column: &Stored) {
    let bytes = format
        .encode(&CsvOptions::default(), &[(address.clone(), column)])
        .unwrap();
    fs::write(file, bytes).unwrap();
}

fn spec(extension: &str, address: &Address) -> String {
    format!(
        "\
version: 1
name: study
datasets:
  rows:
    type: files
    columns:
      view: {{role: view}}
      match: {{role: target, classes: [other, same]}}
    parts:
      train:
        - {{file: train.{extension}, columns: {{view: {address}}}}}
        - {{file: train.csv, columns: {{match: 0}}}}
      test:
        - {{file: test.{extension}, columns: {{view: {address}}}}}
        - {{file: test.csv, columns: {{match: 0}}}}
splits:
  official: {{type: parts, train: train, test: test}}
tasks:
  pairing: {{type: classification, split: official, views: [view], target: match, metrics: [accuracy, auc]}}
models:
  nothing: {{type: hostile/no-work}}
tables:
  main: {{rows: [model], columns: [metric]}}
"
    )
}
