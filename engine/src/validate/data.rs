use std::path::Path;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::memo::Memo;
use super::{Check, InputFile, ValidatedDataset, ValidatedSpec};
use crate::dataset::{Dataset, DatasetFacts, FilesDataset};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plugin::{PluginError, ReadyPlugin, Store, emitted_dataset};
use crate::spec::load::SourceMap;
use crate::spec::{ASSEMBLED, DatasetSpec, ExperimentSpec, FILES, Name, Params, Role};

impl Check<'_> {
    /// Every dataset that passes its checks; the facts of one that did not change are not gathered again.
    pub(super) fn datasets(&mut self) -> IndexMap<Name, ValidatedDataset> {
        let specs = &self.loaded.spec.datasets;
        let mut datasets = IndexMap::new();
        // What is assembled needs its sources first.
        let (assembled, read): (Vec<_>, Vec<_>) = specs
            .iter()
            .partition(|(_, spec)| spec.kind.as_str() == ASSEMBLED);
        for (name, spec) in read.into_iter().chain(assembled) {
            self.unfit_keys(name, spec);
            let validated = match spec.kind.as_str() {
                FILES => self.files(name, spec),
                ASSEMBLED => self.assembled(name, spec, &datasets),
                _ => self.source(name, spec),
            };
            if let Some(validated) = validated {
                datasets.insert(name.clone(), validated);
            }
        }
        datasets.sort_by_cached_key(|name, _| specs.get_index_of(name));
        datasets
    }

    /// Keys that the dataset's type has no use for.
    fn unfit_keys(&mut self, name: &Name, spec: &DatasetSpec) {
        let is_files = spec.kind.as_str() == FILES;
        let is_assembled = spec.kind.as_str() == ASSEMBLED;
        let keys = [
            ("root", spec.root.is_some(), is_files),
            ("columns", !spec.columns.is_empty(), is_files),
            ("parts", !spec.parts.is_empty(), is_files),
            ("from", !spec.from.is_empty(), is_assembled),
            (
                "params",
                !spec.params.is_empty(),
                !is_files && !is_assembled,
            ),
        ];
        for (key, given, fits) in keys {
            if given && !fits {
                self.error(
                    Code::UnfitColumn,
                    &format!("/datasets/{name}/{key}"),
                    format!("a dataset of `type: {}` takes no `{key}`", spec.kind),
                    Some(
                        "`files` takes `root`, `columns` and `parts`; `assembled` takes `from`; a plugin source takes \
                         `params`"
                            .to_owned(),
                    ),
                );
            }
        }
    }

    fn files(&mut self, name: &Name, spec: &DatasetSpec) -> Option<ValidatedDataset> {
        let pointer = format!("/datasets/{name}");
        if spec.columns.is_empty() || spec.parts.is_empty() {
            self.error(
                Code::UnfitColumn,
                &pointer,
                format!("dataset `{name}` of `type: files` needs `columns` and `parts`"),
                Some("`columns` says what each column is, `parts` where it lies".to_owned()),
            );
            return None;
        }
        self.column_descriptions(name, spec);
        let files = FilesDataset {
            name,
            spec,
            folder: &self.loaded.folder,
            source: &self.loaded.source,
            absent: &[],
        };
        let there = files.find(self.around.skip_missing, &mut self.found)?;
        if there.present.is_empty() {
            self.absent_datasets.push(name.clone());
            return None;
        }
        let mut inputs = Vec::new();
        for path in there.present {
            match self.around.digests.digest(&path) {
                Ok(sha256) => inputs.push(InputFile { path, sha256 }),
                Err(error) => {
                    let message = format!("failed to read {}: {error}", path.display());
                    self.error(Code::UnreadableData, &pointer, message, None);
                    return None;
                }
            }
        }
        let digests: Vec<_> = inputs.iter().map(|input| &input.sha256).collect();
        let mut key = json!({"files": digests, "columns": spec.columns, "parts": spec.parts});
        if !there.absent.is_empty() {
            let absent = there
                .absent
                .iter()
                .map(|file| json!([file.part, file.index]));
            key["absent"] = absent.collect();
        }
        let files = FilesDataset {
            absent: &there.absent,
            ..files
        };
        let found = &mut self.found;
        let (facts, read) = remembered(self.around.facts, &key, || files.read(found))?;
        let validated = ValidatedDataset::new(facts, inputs, None, read);
        Some(validated.without(there.absent))
    }

    /// What a column says that its role has no use for, or that refers to nothing.
    fn column_descriptions(&mut self, name: &Name, spec: &DatasetSpec) {
        for (column, described) in &spec.columns {
            let pointer = format!("/datasets/{name}/columns/{column}");
            let misplaced = [
                (
                    "classes",
                    described.classes.is_some(),
                    described.role == Role::Target,
                    "targets",
                ),
                (
                    "width",
                    described.width.is_some(),
                    described.role == Role::View,
                    "views",
                ),
                (
                    "from",
                    described.from.is_some(),
                    described.role.is_text(),
                    "ids, groups and text",
                ),
                (
                    "pattern",
                    described.pattern.is_some(),
                    described.from.is_some(),
                    "columns with `from`",
                ),
            ];
            for (key, given, fits, whose) in misplaced {
                if given && !fits {
                    let message =
                        format!("column `{column}` has `{key}`, which is only for {whose}");
                    let help = "remove it, or change the column's role".to_owned();
                    self.error(
                        Code::UnfitColumn,
                        &format!("{pointer}/{key}"),
                        message,
                        Some(help),
                    );
                }
            }
            let Some(from) = &described.from else {
                continue;
            };
            if spec
                .columns
                .get(from)
                .is_none_or(|source| !source.role.is_text())
            {
                let texts = spec
                    .columns
                    .iter()
                    .filter(|(_, source)| source.role.is_text());
                let known = texts.map(|(name, _)| name.as_str());
                self.unknown(
                    &format!("{pointer}/from"),
                    "column of text named",
                    from.as_str(),
                    known,
                );
            }
        }
    }

    fn source(&mut self, name: &Name, spec: &DatasetSpec) -> Option<ValidatedDataset> {
        let pointer = format!("/datasets/{name}");
        let (plugin, component) = self.plugin_of(&spec.kind, &pointer)?;
        let Some(card) = plugin
            .manifest
            .sources
            .iter()
            .find(|card| card.name == component)
        else {
            let known = plugin
                .manifest
                .sources
                .iter()
                .map(|card| card.name.as_str());
            let what = format!("source in plugin `{}` named", plugin.name);
            self.unknown(&format!("{pointer}/type"), &what, &component, known);
            return None;
        };
        let before = self.found.len();
        let params = self.params(
            &card.params_schema,
            &spec.params,
            &format!("{pointer}/params"),
        );
        if self.found.len() > before {
            return None;
        }
        let key = json!({"plugin": plugin.digest, "source": component, "params": params});
        let mut failure = None;
        let known = remembered(self.around.facts, &key, || {
            match emit(self.around.plugins, &plugin, &component, &params) {
                Ok(dataset) => Some(dataset),
                Err(error) => {
                    failure = Some(error);
                    None
                }
            }
        });
        if let Some(error) = failure {
            self.error(
                Code::SourceFailed,
                &pointer,
                format!("source `{}` of dataset `{name}` failed: {error}", spec.kind),
                None,
            );
        }
        let (facts, read) = known?;
        Some(ValidatedDataset::new(facts, Vec::new(), Some(plugin), read))
    }
}

/// The columns of a dataset of a validated spec, read anew where validation did not have to.
///
/// # Errors
/// Where it can no longer be read, or is not what was validated.
pub fn read_dataset(
    valid: &ValidatedSpec,
    name: &Name,
    plugins: &Store,
) -> Result<Dataset, Diagnostics> {
    let reading = Reading {
        spec: &valid.spec,
        folder: &valid.folder,
        source: &valid.source,
        datasets: &valid.datasets,
        plugins,
    };
    reading.dataset(name)
}

/// What datasets are read by.
pub(super) struct Reading<'a> {
    pub spec: &'a ExperimentSpec,
    pub folder: &'a Path,
    pub source: &'a SourceMap,
    pub datasets: &'a IndexMap<Name, ValidatedDataset>,
    pub plugins: &'a Store,
}

impl Reading<'_> {
    /// A dataset that was validated.
    pub fn dataset(&self, name: &Name) -> Result<Dataset, Diagnostics> {
        let mut found = Diagnostics::about(self.source.texts().clone());
        let (Some(validated), Some(spec)) = (self.datasets.get(name), self.spec.datasets.get(name))
        else {
            found.push(Diagnostic::error(
                Code::UnknownName,
                format!("there is no dataset `{name}`"),
            ));
            return Err(found);
        };
        if let Some(dataset) = validated.take_read() {
            return Ok(dataset);
        }
        if spec.kind.as_str() == ASSEMBLED {
            return self.assembled(spec, &validated.facts);
        }
        let dataset = if let (Some(plugin), Some((_, component))) =
            (&validated.plugin, spec.kind.in_plugin())
        {
            let sources = &plugin.manifest.sources;
            let card = sources.iter().find(|card| card.name == component);
            let schema = card.map_or(serde_json::Value::Null, |card| card.params_schema.clone());
            let params = crate::spec::resolve_defaults(&schema, &spec.params);
            emit(self.plugins, plugin, component, &params).map_err(|error| error.to_string())
        } else {
            let files = FilesDataset {
                name,
                spec,
                folder: self.folder,
                source: self.source,
                absent: &validated.absent,
            };
            files.read(&mut found).ok_or_else(String::new)
        };
        let failure = match dataset {
            Ok(dataset) if DatasetFacts::from(&dataset) == validated.facts => return Ok(dataset),
            Ok(_) => format!("dataset `{name}` changed while the engine ran: run again"),
            Err(_) if found.has_errors() => return Err(found),
            Err(error) => error,
        };
        found.push(Diagnostic::error(Code::SourceFailed, failure));
        Err(found)
    }
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    facts: DatasetFacts,
}

/// The facts kept under `key`, or those of what `read` reads.
fn remembered(
    folder: &Path,
    key: &serde_json::Value,
    read: impl FnOnce() -> Option<Dataset>,
) -> Option<(DatasetFacts, Option<Dataset>)> {
    let memo = Memo::of(folder, key);
    if let Some(Remembered { facts }) = memo.recall() {
        return Some((facts, None));
    }
    let dataset = read()?;
    let facts = DatasetFacts::from(&dataset);
    let kept = Remembered { facts };
    memo.keep(&kept);
    Some((kept.facts, Some(dataset)))
}

/// Asks a source for its columns, and checks them like those of files.
fn emit(
    plugins: &Store,
    plugin: &ReadyPlugin,
    source: &str,
    params: &Params,
) -> Result<Dataset, PluginError> {
    let outputs = tempfile::tempdir()
        .map_err(|error| PluginError::system("make a temporary folder", &error))?;
    let mut worker = plugins.workers.start(&plugin.name, &plugin.program)?;
    worker.begin();
    let request = json!({"params": params, "seed": 0});
    let (described, files) = worker.read(source, request, outputs.path())?;
    let largest = plugins.workers.limits.memory;
    emitted_dataset(described, &files, outputs.path(), largest)
        .map_err(|message| PluginError::Failed { message })
}
