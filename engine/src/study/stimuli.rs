use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Item, StudyError};
use crate::dataset::fold::PartRows;
use crate::dataset::{Dataset, Values};
use crate::plugin::{FileRole, PluginError, RowsFile, Store, Worker, read_columns, write_column};
use crate::spec::{Name, Role, StudySpec};
use crate::validate::{STIMULUS_FILE, ValidatedStudy};

/// The largest file that is put into a questionnaire, in bytes.
const LARGEST: u64 = 256 << 20;

/// What is played for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stimulus {
    /// The file.
    pub path: PathBuf,
    /// Its type, by its content: `video/mp4`.
    pub mime: &'static str,
}

/// What stimuli are found or made with.
#[derive(Clone, Copy)]
pub struct StimulusSource<'a> {
    /// The study.
    pub study: &'a StudySpec,
    /// The plugin of its extractor, and the parameters.
    pub validated: &'a ValidatedStudy,
    /// The dataset it is drawn from.
    pub dataset: &'a Dataset,
    /// The folder that file names are relative to: nothing outside it is read.
    pub root: &'a Path,
    /// The plugins.
    pub plugins: &'a Store,
    /// A folder for what is made.
    pub scratch: &'a Path,
}

impl StimulusSource<'_> {
    /// Finds or makes what is played for each item, one after the other; `told` hears the count of those that are ready.
    ///
    /// # Errors
    /// Where a file is not there, lies outside, or is nothing that can be played; where the extractor fails.
    pub fn stimuli(
        &self,
        items: &[Item],
        told: &dyn Fn(usize),
    ) -> Result<Vec<Stimulus>, StudyError> {
        let mut worker = match &self.validated.plugin {
            Some(plugin) => {
                let started = self.plugins.workers.start(&plugin.name, &plugin.program);
                Some(started.map_err(|error| StudyError::Plugin {
                    row: format!("plugin `{}`", plugin.name),
                    error: Box::new(error),
                })?)
            }
            None => None,
        };
        let mut stimuli = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let path = match &mut worker {
                Some(worker) => {
                    self.extracted(item, worker, &self.scratch.join(place.to_string()))?
                }
                None => self.path(item, STIMULUS_FILE)?,
            };
            let mime = playable(&path).map_err(|why| unplayable(item, why))?;
            stimuli.push(Stimulus { path, mime });
            told(place + 1);
        }
        Ok(stimuli)
    }

    /// The file that one of `paths` names for an item.
    fn path(&self, item: &Item, path: &str) -> Result<PathBuf, StudyError> {
        let column = self.study.stimulus.paths.get(path);
        let column = column.ok_or_else(|| StudyError::Column(path.to_owned()))?;
        let Values::Text(texts) = self.value(item, column)? else {
            return Err(StudyError::Column(column.to_string()));
        };
        let file = texts.concat();
        file_under(self.root, &file).map_err(|why| unplayable(item, why))
    }

    /// The value of an item in a column, as a column of one row.
    fn value(&self, item: &Item, column: &Name) -> Result<Values, StudyError> {
        let rows = PartRows {
            part: item.part.clone(),
            rows: Some([item.row].into()),
        };
        let values = self.dataset.column_of_rows(&[rows], column.as_str());
        let value = values.and_then(|mut values| values.pop());
        Ok(value
            .ok_or_else(|| StudyError::Column(column.to_string()))?
            .into_owned())
    }

    /// The file that the extractor makes of an item, in a folder of its own.
    fn extracted(
        &self,
        item: &Item,
        worker: &mut Worker,
        folder: &Path,
    ) -> Result<PathBuf, StudyError> {
        let failed = |error| StudyError::Plugin {
            row: item.to_string(),
            error: Box::new(error),
        };
        let system = |error| StudyError::System {
            what: "write what the extractor reads",
            error,
        };
        let (inputs, outputs) = (folder.join("in"), folder.join("out"));
        for folder in [&inputs, &outputs] {
            fs::create_dir_all(folder).map_err(system)?;
        }
        let stimulus = &self.study.stimulus;
        let mut columns = Vec::new();
        let mut write = |name: &Name, role: FileRole, values: &Values| {
            let stem = columns.len().to_string();
            let file = write_column(&inputs, &stem, name.as_str(), role, values).map_err(system)?;
            columns.push(file);
            Ok(())
        };
        for name in stimulus.paths.keys() {
            let path = self.path(item, name.as_str())?;
            let text = path.to_string_lossy().into_owned();
            write(name, FileRole::Text, &Values::Text(vec![text]))?;
        }
        for (name, column) in &stimulus.columns {
            let kind = self.dataset.columns.get(column);
            let role = kind.map_or(Role::Text, |kind| kind.role);
            write(name, role.into(), &self.value(item, column)?)?;
        }
        let rows = RowsFile { count: 1, columns };
        let extractor = stimulus.kind.in_plugin().map_or("", |(_, name)| name);
        let request = json!({"params": self.validated.params, "seed": self.study.seed});
        worker.begin();
        let made = worker
            .extract(extractor, request, rows, &outputs)
            .map_err(failed)?;
        let made = read_columns(&made, &outputs, self.plugins.workers.limits.memory)
            .map_err(|message| failed(PluginError::Failed { message }))?;
        let file = made.into_iter().find_map(|(name, values)| match values {
            Values::Text(texts) if name == STIMULUS_FILE && texts.len() == 1 => {
                texts.into_iter().next()
            }
            _ => None,
        });
        let file = file.ok_or_else(|| {
            let why = format!(
                "extractor `{}` returned no text `{STIMULUS_FILE}` for it",
                stimulus.kind
            );
            unplayable(item, why)
        })?;
        file_under(&outputs, &file).map_err(|why| unplayable(item, why))
    }
}

fn unplayable(item: &Item, why: String) -> StudyError {
    StudyError::Stimulus {
        row: item.to_string(),
        why,
    }
}

/// A plain file under a folder; links may not lead out of it.
fn file_under(folder: &Path, file: &str) -> Result<PathBuf, String> {
    let shown = folder.join(file);
    let unreadable = |error| format!("failed to read {}: {error}", shown.display());
    let inside = fs::canonicalize(folder)
        .map_err(|error| format!("failed to read {}: {error}", folder.display()))?;
    let path = fs::canonicalize(&shown).map_err(unreadable)?;
    if !path.starts_with(&inside) {
        return Err(format!(
            "{} lies outside {}",
            shown.display(),
            folder.display()
        ));
    }
    let facts = fs::metadata(&path).map_err(unreadable)?;
    if !facts.is_file() {
        return Err(format!("{} is no file", shown.display()));
    }
    Ok(path)
}

/// The type of a file that a browser can play or show.
fn playable(path: &Path) -> Result<&'static str, String> {
    let shown = path.display();
    let size = fs::metadata(path).map_or(0, |facts| facts.len());
    if size > LARGEST {
        return Err(format!(
            "{shown} has {} MiB, and at most 256 are put into a questionnaire",
            size >> 20
        ));
    }
    let kind =
        infer::get_from_path(path).map_err(|error| format!("failed to read {shown}: {error}"))?;
    let mime = kind.map(|kind| kind.mime_type());
    mime.filter(|mime| {
        ["video/", "audio/", "image/"]
            .iter()
            .any(|kind| mime.starts_with(kind))
    })
    .ok_or_else(|| {
        let is = mime.map_or_else(
            || "no type that is known".to_owned(),
            |mime| format!("the type {mime}"),
        );
        format!("{shown} is no video, sound or picture: its content is of {is}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_root_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("clips");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        fs::write(root.join("clip"), "x").unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret"), root.join("link")).unwrap();
        assert!(file_under(&root, "clip").is_ok());
        let absolute = folder.path().join("secret");
        for file in ["../secret", "link", absolute.to_str().unwrap()] {
            let refused = file_under(&root, file).unwrap_err();
            assert!(refused.contains("lies outside"), "{refused}");
        }
        assert!(
            file_under(&root, "absent")
                .unwrap_err()
                .contains("failed to read")
        );
        assert!(file_under(&root, ".").unwrap_err().contains("is no file"));
    }

    #[test]
    fn type_is_that_of_the_content_and_not_of_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sound.mp4");
        fs::write(&file, b"RIFF\x24\0\0\0WAVEfmt ").unwrap();
        assert_eq!(playable(&file), Ok("audio/x-wav"));
        fs::write(&file, b"plain text").unwrap();
        assert!(
            playable(&file)
                .unwrap_err()
                .contains("no video, sound or picture")
        );
    }
}
