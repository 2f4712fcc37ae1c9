//! A temporary folder with a cache of its own, and the command run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use emospec::dataset::format::{Address, CsvOptions, Format, Stored};
use tempfile::TempDir;

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The folder of the released EmoMV files; none, and a line that says so, where it is not to be had.
pub fn emomv_folder() -> Option<PathBuf> {
    let named = std::env::var_os("EMOSPEC_EMOMV_DIR").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| repository().join("../shared/emomv"));
    if folder.join("DS3_EmoMV_C").is_dir() {
        return Some(folder);
    }
    println!("skipped: EMOSPEC_EMOMV_DIR names no folder with DS3_EmoMV_C");
    None
}

/// What a command printed, and its exit code.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The same, once it ended with this exit code.
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.out, self.err
        );
        self
    }

    /// The row of a model in the tables on stdout.
    pub fn row(&self, model: &str) -> &str {
        let mut lines = self.out.lines();
        lines
            .find(|line| line.starts_with(model))
            .unwrap_or_else(|| panic!("there is no row of {model}:\n{}", self.out))
    }

    /// The same, once stderr holds each of these texts.
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.err.contains(text),
                "stderr does not say {text:?}:\n{}",
                self.err
            );
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }
}

/// A temporary folder with a cache of its own.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A sandbox with a small dataset and a spec `study.yaml` that compares two baselines on it.
    pub fn with_study() -> Self {
        let sandbox = Self::new();
        for part in ["train", "val"] {
            let rows = 12;
            let matrix = |width: usize, shift: f32| Stored::Matrix {
                rows,
                width,
                data: (0..rows * width)
                    .map(|at| ((at * 7 % 11) as f32) + shift)
                    .collect(),
            };
            let text = |prefix: &str| {
                Stored::Text((0..rows).map(|row| format!("{prefix}{row}")).collect())
            };
            let classes = |step: usize| {
                let class = |row: usize| (row / step % 2).to_string();
                Stored::Text((0..rows).map(class).collect())
            };
            let shift = if part == "train" { 0.0 } else { 0.5 };
            sandbox.store(
                &format!("data/left_{part}.h5"),
                Format::Hdf5,
                &[("data".into(), matrix(5, shift))],
            );
            sandbox.store(
                &format!("data/right_{part}.npy"),
                Format::Npy,
                &[(0.into(), matrix(3, shift))],
            );
            let labels = [
                (0.into(), text(part)),
                (1.into(), classes(1)),
                (2.into(), classes(2)),
            ];
            sandbox.store(&format!("data/labels_{part}.csv"), Format::Csv, &labels);
        }
        sandbox.write("study.yaml", STUDY);
        sandbox
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Replaces a text that is there in a file.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} does not hold {from:?}");
        self.write(file, text.replacen(from, to, 1));
    }

    /// Writes columns to a data file.
    pub fn store(&self, file: &str, format: Format, columns: &[(Address, Stored)]) {
        let columns: Vec<_> = columns
            .iter()
            .map(|(address, stored)| (address.clone(), stored))
            .collect();
        self.write(
            file,
            format.encode(&CsvOptions::default(), &columns).unwrap(),
        );
    }

    /// The command, to be run in the sandbox with the plugins of the repository.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_emospec"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("EMOSPEC_CACHE_DIR", self.path().join("cache"))
            .env("EMOSPEC_PLUGIN_PATH", repository().join("plugins"))
            .env("NO_COLOR", "1");
        command
    }

    /// Runs the command in the sandbox.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(&self.command(arguments).output().unwrap())
    }

    /// Every file under a folder of the sandbox with its bytes, but for provenance and the page, which name paths and
    /// seconds.
    pub fn results(&self, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let root = self.path().join(folder);
        walkdir::WalkDir::new(&root)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| {
                let varies = ["provenance.json", "report.html"].map(std::ffi::OsStr::new);
                entry.file_type().is_file() && !varies.contains(&entry.file_name())
            })
            .map(|entry| {
                let path = entry.path().strip_prefix(&root).unwrap().to_owned();
                (path, fs::read(entry.path()).unwrap())
            })
            .collect()
    }
}

pub fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A study that runs in a moment.
pub const STUDY: &str = r"version: 1
name: study
seeds: 2
datasets:
  pairs:
    type: files
    root: data
    columns:
      id: {role: id}
      left: {role: view}
      right: {role: view, width: 3}
      match: {role: target, classes: [other, same]}
      colour: {role: target, classes: [red, green]}
    parts:
      train:
        - {file: left_train.h5, columns: {left: data}}
        - {file: right_train.npy, columns: {right: 0}}
        - {file: labels_train.csv, columns: {id: 0, match: 1, colour: 2}}
      val:
        - {file: left_val.h5, columns: {left: data}}
        - {file: right_val.npy, columns: {right: 0}}
        - {file: labels_val.csv, columns: {id: 0, match: 1, colour: 2}}
splits:
  official: {type: parts, train: train, test: val}
features:
  left: {type: standardise, view: left}
tasks:
  pairing: {type: classification, split: official, views: [left, right], target: match, metrics: [accuracy, auc]}
models:
  chance: {type: reference/chance}
  net: {type: reference/concatenation, params: {epochs: 3, learning_rate: 0.01}}
tables:
  main: {caption: A study., rows: [model], columns: [metric]}
";
