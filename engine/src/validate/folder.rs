//! Datasets made of the files of a folder: what can be checked before any of them is read.

use std::fs;
use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Check, InputFile, Surroundings, ValidatedDataset, names};
use crate::dataset::{DatasetFacts, Sources};
use crate::diagnostic::{Code, Diagnostic};
use crate::plugin::{ComponentCard, ReadyPlugin};
use crate::spec::load::LoadedSpec;
use crate::spec::{ColumnSpec, ComponentType, DatasetSpec, LabelSpec, Name, Params, TrainedOn};

/// What takes the place of a parameter: the text of a file beside the spec.
const TEXT_OF: &str = "text_of";

/// A component of a plugin that accepts its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// As the spec says it: `PLUGIN/COMPONENT`.
    pub kind: ComponentType,
    /// The plugin.
    pub plugin: ReadyPlugin,
    /// The component inside it.
    pub name: String,
    /// The parameters, with defaults.
    pub params: Params,
}

/// A dataset of a folder's files, as its description asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct FolderDataset {
    /// Its name.
    pub name: Name,
    /// The folder.
    pub root: PathBuf,
    /// Patterns of the files that are read; all but hidden ones where there are none.
    pub only: Vec<String>,
    /// What makes the files where there is no folder.
    pub make: Option<Component>,
    /// What finds rows in files.
    pub source: Component,
    /// What computes views of the rows.
    pub extract: IndexMap<Name, Component>,
    /// Columns of text taken from others.
    pub columns: IndexMap<Name, ColumnSpec>,
    /// Where the classes of rows come from.
    pub labels: IndexMap<Name, LabelSpec>,
}

/// Something that has to be done before a dataset is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// The files are made.
    Make {
        /// What makes them.
        with: ComponentType,
        /// Where they go.
        folder: PathBuf,
    },
    /// Rows are found in files.
    Read {
        /// What finds them.
        with: ComponentType,
        /// The files.
        files: Vec<String>,
        /// Files whose rows are known.
        known: usize,
    },
    /// A view is computed.
    Extract {
        /// The view.
        view: Name,
        /// What computes it.
        with: ComponentType,
        /// The files whose rows lack it.
        files: Vec<String>,
        /// Rows that lack it, in files whose rows are known.
        rows: usize,
        /// Rows that have it.
        known: usize,
    },
    /// A label is predicted.
    Predict {
        /// The label.
        label: Name,
        /// The model.
        with: ComponentType,
    },
    /// Another dataset is made first.
    Await {
        /// The dataset.
        dataset: Name,
    },
}

/// A dataset that has to be made before its rows are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// Its name.
    pub dataset: Name,
    /// What has to be done.
    pub steps: Vec<Step>,
    /// What it is made of; none for a dataset that only waits for others.
    pub folder: Option<FolderDataset>,
}

/// A file or a row that is no part of a dataset, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The file.
    pub file: String,
    /// The row in it, where the file has others.
    pub row: String,
    /// Why.
    pub reason: String,
}

/// How good the predictor of a label is on rows that were held out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictorReport {
    /// The label.
    pub label: Name,
    /// The class names.
    pub classes: Vec<String>,
    /// Held-out rows by true class, then by predicted class.
    pub confusion: Vec<Vec<usize>>,
    /// The temperature that confidences are divided by, where they are calibrated.
    pub temperature: Option<f64>,
    /// Expected calibration error on the held-out rows, before and after.
    pub calibration_error: [f64; 2],
    /// Mean log loss on the held-out rows, before and after.
    pub log_loss: [f64; 2],
    /// Rows labelled, by class.
    pub labelled: Vec<usize>,
    /// Rows left out for want of confidence.
    pub unsure: usize,
    /// What audits found in the rows that it learnt from and was held against.
    pub notes: Vec<String>,
}

/// A dataset that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// What planning needs to know of it.
    pub facts: DatasetFacts,
    /// Where its columns are kept.
    pub stored: PathBuf,
    /// The files it is made of.
    pub inputs: Vec<InputFile>,
    /// What was left out, and why.
    pub rejected: Vec<Rejection>,
    /// How good the predictors of labels are.
    pub predictors: Vec<PredictorReport>,
}

/// What there is of a dataset made of a folder.
#[derive(Debug, Clone)]
pub enum Looked {
    /// All of it.
    Made(Box<Made>),
    /// Some of it: the steps that are left.
    Pending(Vec<Step>),
}

/// Knows what was made of folders.
pub trait Maker {
    /// What there is of a dataset.
    ///
    /// # Errors
    /// Where it cannot be made as described.
    fn look(
        &self,
        folder: &FolderDataset,
        loaded: &LoadedSpec,
        around: &Surroundings<'_>,
    ) -> Result<Looked, Box<Diagnostic>>;
}

impl Check<'_> {
    /// A dataset of a folder's files: looked up where it was made, else pending.
    pub(super) fn folder(
        &mut self,
        name: &Name,
        spec: &DatasetSpec,
        source: (ReadyPlugin, String, &ComponentCard),
    ) -> Option<ValidatedDataset> {
        let folder = self.described_folder(name, spec, source)?;
        match self.around.maker.look(&folder, self.loaded, self.around) {
            Ok(Looked::Made(made)) => Some(ValidatedDataset::made(*made)),
            Ok(Looked::Pending(steps)) => {
                self.pending.push(Pending {
                    dataset: name.clone(),
                    steps,
                    folder: Some(folder),
                });
                None
            }
            Err(wrong) => {
                let place = wrong.place.clone();
                let here = self.loaded.source.place(&format!("/datasets/{name}"));
                self.found.push(wrong.at(place.or(here)));
                None
            }
        }
    }

    fn described_folder(
        &mut self,
        name: &Name,
        spec: &DatasetSpec,
        (plugin, component, card): (ReadyPlugin, String, &ComponentCard),
    ) -> Option<FolderDataset> {
        let pointer = format!("/datasets/{name}");
        let before = self.found.len();
        let params = self.filled_params(card, &spec.params, &format!("{pointer}/params"));
        let source = Component {
            kind: spec.kind.clone(),
            plugin,
            name: component,
            params,
        };
        let Some(root) = &spec.root else {
            self.error(
                Code::MissingFile,
                &pointer,
                format!("dataset `{name}` needs `root`: its source reads the files of a folder"),
                Some("`root: folder`, relative to the spec".to_owned()),
            );
            return None;
        };
        let root = self.loaded.folder.join(root);
        let make = spec.make.as_ref().and_then(|make| {
            let pointer = format!("{pointer}/make");
            self.component(&make.kind, &make.params, &pointer, Wanted::Source)
        });
        // What is wrong with the archives is told here; their files are not known.
        Sources::of(
            (name, spec),
            &self.loaded.folder,
            &self.loaded.source,
            &mut self.found,
        );
        if !root.is_dir() && spec.make.is_none() {
            let obtain = spec.obtain.as_deref().map(str::trim);
            let obtain = obtain.map_or_else(String::new, |text| format!("; {text}"));
            let file = self.loaded.source.texts().first();
            let fetch = file
                .filter(|_| spec.is_remote())
                .map_or_else(String::new, |file| {
                    format!(
                        "; `emospec data fetch {} {name}` downloads them",
                        file.display()
                    )
                });
            self.error(
                Code::MissingFile,
                &format!("{pointer}/root"),
                format!("the folder of dataset `{name}` does not exist: {}", root.display()),
                Some(format!(
                    "set `root` to the folder that holds the files, or `make` a source that makes them{fetch}{obtain}"
                )),
            );
        }
        let mut extract = IndexMap::new();
        for (view, described) in &spec.extract {
            let pointer = format!("{pointer}/extract/{view}");
            let wanted = Wanted::Extractor;
            let found = self.component(&described.kind, &described.params, &pointer, wanted);
            if let Some(component) = found {
                extract.insert(view.clone(), component);
            }
        }
        for (column, described) in &spec.columns {
            if !described.role.is_text() || described.from.is_none() {
                self.error(
                    Code::UnfitColumn,
                    &format!("{pointer}/columns/{column}"),
                    format!("column `{column}` is not taken from another"),
                    Some(
                        "of rows found in files, `columns` takes texts from others: `{role: group, from: file}`; \
                         classes stand under `labels`, views under `extract`"
                            .to_owned(),
                    ),
                );
            }
        }
        self.label_sources(name, spec);
        (self.found.len() == before).then(|| FolderDataset {
            name: name.clone(),
            root,
            only: spec.only.iter().flatten().cloned().collect(),
            make,
            source,
            extract,
            columns: spec.columns.clone(),
            labels: spec.labels.clone(),
        })
    }

    /// Whether the datasets that predictors are trained on are there.
    fn label_sources(&mut self, name: &Name, spec: &DatasetSpec) {
        let loaded = self.loaded;
        for (label, described) in &spec.labels {
            let LabelSpec::Predicted {
                model,
                trained_on,
                views,
                calibrate,
                ..
            } = described
            else {
                continue;
            };
            let pointer = format!("/datasets/{name}/labels/{label}");
            self.held_out(&pointer, trained_on);
            if calibrate.is_some() && trained_on.validation.is_none() {
                self.error(
                    Code::CannotMake,
                    &format!("{pointer}/calibrate"),
                    "a temperature is chosen on validation rows, and there are none".to_owned(),
                    Some("name a `validation` part under `trained_on`".to_owned()),
                );
            }
            let is_grid = |value: &serde_json::Value| {
                let grid = value.as_object().filter(|object| object.len() == 1);
                grid.is_some_and(|object| object.contains_key("grid"))
            };
            if model.params.values().any(is_grid) {
                self.error(
                    Code::CannotMake,
                    &format!("{pointer}/model/params"),
                    "labels are predicted by one model, and a grid makes several".to_owned(),
                    Some("give each parameter one value".to_owned()),
                );
            }
            let trained = &trained_on.dataset;
            if trained == name || !loaded.spec.datasets.contains_key(trained) {
                let known = names(&loaded.spec.datasets).filter(|other| *other != name.as_str());
                let pointer = format!("{pointer}/trained_on/dataset");
                self.unknown(&pointer, "other dataset named", trained.as_str(), known);
            }
            for view in views {
                if !spec.extract.contains_key(view) {
                    let known = names(&spec.extract);
                    let pointer = format!("{pointer}/views");
                    self.unknown(&pointer, "extracted view named", view.as_str(), known);
                }
            }
        }
    }

    /// Whether the rows a predictor is reported on are others than those it learns from.
    fn held_out(&mut self, pointer: &str, trained_on: &TrainedOn) {
        let learnt = [
            ("train", Some(&trained_on.train)),
            ("validation", trained_on.validation.as_ref()),
        ];
        for (key, part) in learnt {
            if part == Some(&trained_on.test) {
                self.error(
                    Code::CannotMake,
                    &format!("{pointer}/trained_on/test"),
                    format!("the rows held out are those of `{key}`"),
                    Some("name a part that the model does not learn from".to_owned()),
                );
            }
        }
        if trained_on.validation.as_ref() == Some(&trained_on.train) {
            self.error(
                Code::CannotMake,
                &format!("{pointer}/trained_on/validation"),
                "the rows that choose when to stop are those trained on".to_owned(),
                Some("name another part, or none".to_owned()),
            );
        }
    }

    fn component(
        &mut self,
        kind: &ComponentType,
        params: &Params,
        pointer: &str,
        wanted: Wanted,
    ) -> Option<Component> {
        let (plugin, component) = self.plugin_of(kind, pointer)?;
        let (what, cards) = match wanted {
            Wanted::Source => ("source", &plugin.manifest.sources),
            Wanted::Extractor => ("extractor of files", &plugin.manifest.extractors),
        };
        let fits = |card: &&ComponentCard| card.reads_files() == (wanted == Wanted::Extractor);
        let Some(card) = cards
            .iter()
            .filter(fits)
            .find(|card| card.name == component)
        else {
            let known = cards.iter().filter(fits).map(|card| card.name.as_str());
            let known: Vec<_> = known.map(str::to_owned).collect();
            let what = format!("{what} in plugin `{}` named", plugin.name);
            let known = known.iter().map(String::as_str);
            self.unknown(&format!("{pointer}/type"), &what, &component, known);
            return None;
        };
        let params = self.filled_params(&card.clone(), params, &format!("{pointer}/params"));
        Some(Component {
            kind: kind.clone(),
            name: component,
            params,
            plugin,
        })
    }

    /// Parameters with the texts of files filled in, checked.
    fn filled_params(&mut self, card: &ComponentCard, params: &Params, pointer: &str) -> Params {
        let mut filled = params.clone();
        for (key, value) in &mut filled {
            let named = value
                .as_object()
                .filter(|object| object.len() == 1)
                .and_then(|object| object.get(TEXT_OF)?.as_str());
            let Some(named) = named else { continue };
            match fs::read_to_string(self.loaded.folder.join(named)) {
                Ok(text) => *value = text.into(),
                Err(error) => self.error(
                    Code::MissingFile,
                    &format!("{pointer}/{key}/{TEXT_OF}"),
                    format!("failed to read `{named}`: {error}"),
                    Some("name a text file, relative to the spec".to_owned()),
                ),
            }
        }
        self.params(&card.params_schema, &filled, pointer)
    }
}

/// What a component is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// To make files.
    Source,
    /// To compute a view of rows in files.
    Extractor,
}
