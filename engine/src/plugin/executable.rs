//! Plugins that are programs of any language: a folder with a `plugin.yaml` that names the command.
//!
//! ```yaml
//! command: ["${env:EMOSPEC_PYTHON:-python3}", plugin.py]
//! ```

use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use walkdir::{DirEntry, WalkDir};

use super::error::PluginError;
use crate::files::{Digest, DigestMemo};
use crate::spec::load::fill_environment;

/// The file that makes a folder a plugin.
pub const FILE: &str = "plugin.yaml";
/// Files a plugin may have; more means that something else lies in its folder.
const MOST_FILES: usize = 10_000;
/// The largest `plugin.yaml`, in bytes.
const LARGEST: u64 = 64 << 10;

/// How a plugin that is a program is started: the file `plugin.yaml` of its folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutableSpec {
    /// The program and its arguments. It is started in the plugin's folder, so relative paths are those of the folder; a
    /// program without a slash is looked for on the PATH. `${env:NAME}` and `${env:NAME:-default}` are filled in.
    #[schemars(length(min = 1, max = 100))]
    pub command: Vec<String>,
}

/// A plugin that is a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executable {
    folder: PathBuf,
}

impl Executable {
    /// The program in `folder`, where there is a `plugin.yaml`.
    pub fn at(folder: &Path) -> Option<Self> {
        folder.join(FILE).is_file().then(|| Self {
            folder: fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()),
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The program, looked up, and its arguments.
    ///
    /// # Errors
    /// Where `plugin.yaml` is not what it should be, or there is no such program.
    pub fn command(&self, name: &str) -> Result<(PathBuf, Vec<String>), PluginError> {
        let file = self.folder.join(FILE);
        let fail = |message: String| PluginError::Load {
            name: name.to_owned(),
            path: file.clone(),
            message,
        };
        let text = match fs::metadata(&file) {
            Ok(facts) if facts.len() > LARGEST => {
                return Err(fail("it is larger than a plugin.yaml may be".to_owned()));
            }
            _ => fs::read_to_string(&file).map_err(|error| fail(error.to_string()))?,
        };
        let spec: ExecutableSpec =
            serde_saphyr::from_str(&text).map_err(|error| fail(error.to_string()))?;
        let words: Vec<String> = spec
            .command
            .iter()
            .map(|word| fill_environment(word))
            .collect::<Result<_, _>>()
            .map_err(fail)?;
        let Some((program, arguments)) = words.split_first().filter(|(word, _)| !word.is_empty())
        else {
            return Err(fail("`command` names no program".to_owned()));
        };
        let found = self.look_up(program).ok_or_else(|| {
            fail(format!(
                "there is no program `{program}`, which its `command` names"
            ))
        })?;
        Ok((found, arguments.to_vec()))
    }

    fn look_up(&self, program: &str) -> Option<PathBuf> {
        if program.contains('/') {
            return Some(self.folder.join(program)).filter(|path| path.is_file());
        }
        let folders = env::var_os("PATH")?;
        env::split_paths(&folders)
            .map(|folder| folder.join(program))
            .find(|path| path.is_file())
    }

    /// The digest of every file of the plugin by its path; hidden files, caches of compiled Python and virtual
    /// environments are not part of it.
    ///
    /// # Errors
    /// Where a file cannot be read, or there are too many.
    pub fn digest(&self, memo: &DigestMemo) -> io::Result<Digest> {
        let mut listed = String::new();
        let files = WalkDir::new(&self.folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || is_part(entry));
        let mut count = 0;
        for entry in files {
            let entry = entry.map_err(io::Error::from)?;
            if !entry.path().is_file() {
                continue;
            }
            count += 1;
            if count > MOST_FILES {
                return Err(io::Error::other(format!(
                    "its folder holds more than {MOST_FILES} files"
                )));
            }
            let path = entry
                .path()
                .strip_prefix(&self.folder)
                .unwrap_or(entry.path());
            let digest = memo.digest(entry.path())?;
            // Writing to a string cannot fail.
            let _ = writeln!(listed, "{} {}", digest.as_str(), path.display());
        }
        Ok(Digest::of(listed.as_bytes()))
    }
}

fn is_part(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    !name.starts_with('.') && name != "__pycache__" && !entry.path().join("pyvenv.cfg").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_file_of_plugin_files_is_the_schema_of_the_types() {
        let mut schema = schemars::schema_for!(ExecutableSpec);
        schema.insert("$id".to_owned(), "plugin.schema.json".into());
        let text = format!("{:#}\n", serde_json::to_value(schema).unwrap());
        crate::spec::assert_checked_in("plugin.schema.json", &text);
    }

    #[test]
    fn digest_is_of_the_files_that_matter() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(FILE, "command: [sh, run.sh]\n");
        write("run.sh", "one");
        let memo = DigestMemo::open(folder.path().join(".memo"));
        let executable = Executable::at(folder.path()).unwrap();
        let digest = executable.digest(&memo).unwrap();
        write("__pycache__/run.pyc", "compiled");
        write(".venv/bin/python", "a link");
        write("env/pyvenv.cfg", "");
        write("env/bin/python", "a link");
        assert_eq!(executable.digest(&memo).unwrap(), digest);
        write("part/more.sh", "two");
        let with_part = executable.digest(&memo).unwrap();
        assert_ne!(with_part, digest);
        let shared = tempfile::tempdir().unwrap();
        fs::write(shared.path().join("shared.sh"), "three").unwrap();
        std::os::unix::fs::symlink(shared.path(), folder.path().join("linked")).unwrap();
        let with_link = executable.digest(&memo).unwrap();
        assert_ne!(with_link, with_part);
        fs::write(shared.path().join("shared.sh"), "four").unwrap();
        assert_ne!(executable.digest(&memo).unwrap(), with_link);
    }

    #[test]
    fn wrong_plugin_file_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let wrong = |text: &str| {
            fs::write(folder.path().join(FILE), text).unwrap();
            let executable = Executable::at(folder.path()).unwrap();
            executable.command("odd").unwrap_err().to_string()
        };
        assert!(wrong("comand: [sh]\n").contains("comand"));
        assert!(wrong("command: []\n").contains("names no program"));
        assert!(wrong("command: [no-such-program-here]\n").contains("no-such-program-here"));
        assert!(wrong("command: ['${env:EMOSPEC_NOT_SET}']\n").contains("EMOSPEC_NOT_SET"));
        assert!(wrong("command: [sh\n").contains("line 1"));
    }
}
