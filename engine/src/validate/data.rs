use std::path::Path;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::memo::Memo;
use super::{Check, InputFile, ValidatedDataset, ValidatedSpec};
use crate::dataset::{Dataset, DatasetFacts, FilesDataset, read_stored};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plugin::{PluginError, ReadyPlugin, Store, emitted_dataset};
use crate::spec::load::SourceMap;
use crate::spec::{
    ASSEMBLED, DIVIDED, DatasetSpec, ExperimentSpec, FILES, Name, PAIRS, Params, Role,
};

impl Check<'_> {
    /// Every dataset that passes its checks; the facts of one that did not change are not gathered again.
    pub(super) fn datasets(&mut self) -> IndexMap<Name, ValidatedDataset> {
        let specs = &self.loaded.spec.datasets;
        let mut datasets = IndexMap::new();
        let mut left: Vec<_> = specs.iter().collect();
        while !left.is_empty() {
            // What is made of other datasets needs them first.
            let waits = |spec: &DatasetSpec| {
                let mut sources = spec.made_of().into_iter();
                sources.any(|source| left.iter().any(|(name, _)| *name == source))
            };
            let (later, ready): (Vec<_>, Vec<_>) =
                left.iter().copied().partition(|(_, spec)| waits(spec));
            if ready.is_empty() {
                self.circle(&later);
                break;
            }
            for (name, spec) in ready {
                self.unfit_keys(name, spec);
                let validated = match spec.kind.as_str() {
                    FILES => self.files(name, spec),
                    ASSEMBLED => self.assembled(name, spec, &datasets),
                    DIVIDED | PAIRS => self.derived(name, spec, &datasets),
                    _ => self.source(name, spec),
                };
                if let Some(validated) = validated {
                    datasets.insert(name.clone(), validated);
                }
            }
            left = later;
        }
        datasets.sort_by_cached_key(|name, _| specs.get_index_of(name));
        datasets
    }

    /// Says that datasets are made of each other.
    fn circle(&mut self, datasets: &[(&Name, &DatasetSpec)]) {
        let told: Vec<_> = datasets
            .iter()
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        if let Some((first, _)) = datasets.first() {
            self.error(
                Code::UnfitColumn,
                &format!("/datasets/{first}"),
                format!(
                    "datasets are made of each other in a circle: {}",
                    told.join(", ")
                ),
                Some("let one of them be made of something else".to_owned()),
            );
        }
    }

    /// Keys that the dataset's type has no use for.
    fn unfit_keys(&mut self, name: &Name, spec: &DatasetSpec) {
        const SOURCE: &str = "";
        let kind = match spec.kind.as_str() {
            known @ (FILES | ASSEMBLED | DIVIDED | PAIRS) => known,
            _ => SOURCE,
        };
        let keys: [(&str, bool, &[&str]); 13] = [
            ("root", spec.root.is_some(), &[FILES, SOURCE]),
            ("source", spec.source.is_some(), &[FILES, SOURCE]),
            ("verify", spec.verify.is_some(), &[FILES]),
            ("only", spec.only.is_some(), &[SOURCE]),
            ("make", spec.make.is_some(), &[SOURCE]),
            ("extract", !spec.extract.is_empty(), &[SOURCE]),
            ("labels", !spec.labels.is_empty(), &[SOURCE]),
            ("columns", !spec.columns.is_empty(), &[FILES, SOURCE]),
            ("parts", !spec.parts.is_empty(), &[FILES]),
            ("from", !spec.from.is_empty(), &[ASSEMBLED, PAIRS]),
            ("divide", spec.divide.is_some(), &[DIVIDED]),
            ("pairs", spec.pairs.is_some(), &[PAIRS]),
            ("params", !spec.params.is_empty(), &[SOURCE]),
        ];
        for (key, given, whose) in keys {
            if given && !whose.contains(&kind) {
                self.unfit_key(name, spec, key);
            }
        }
    }

    fn unfit_key(&mut self, name: &Name, spec: &DatasetSpec, key: &str) {
        self.error(
            Code::UnfitColumn,
            &format!("/datasets/{name}/{key}"),
            format!("a dataset of `type: {}` takes no `{key}`", spec.kind),
            Some(
                "`files` takes `root`, `source`, `verify`, `columns` and `parts`; `assembled` takes `from`; `divided` takes `divide`; `pairs` \
                 takes `from` and `pairs`; a plugin source takes `params`, and where it reads files `root`, `source`, `only`, \
                 `make`, `extract`, `labels` and `columns`"
                    .to_owned(),
            ),
        );
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
        self.verify(name, spec, &inputs);
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
        if card.reads_files() {
            let card = card.clone();
            return self.folder(name, spec, (plugin, component, &card));
        }
        let before = self.found.len();
        for (key, given) in spec.of_folders() {
            if given {
                self.unfit_key(name, spec, key);
            }
        }
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
        let kind = spec.kind.as_str();
        if kind == ASSEMBLED {
            return self.assembled(spec, &validated.facts);
        }
        let dataset = if let Some(stored) = &validated.stored {
            read_stored(stored).map_err(|error| {
                format!("dataset `{name}` cannot be read from the cache ({error}): run again")
            })
        } else if kind == DIVIDED || kind == PAIRS {
            self.derived(spec)?.map_err(|unfit| unfit.message)
        } else if let (Some(plugin), Some((_, component))) =
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
pub(super) fn remembered(
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
