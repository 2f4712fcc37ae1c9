use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AuditFinding, LeftOut, Made, Pending, PredictorReport, Rejection, Reported, ValidatedFigure,
    ValidatedStudy,
};
use crate::dataset::fold::{NestedFold, PartRows};
use crate::dataset::{AbsentFile, Dataset, DatasetFacts};
use crate::files::Digest;
use crate::plugin::{ModelCard, ReadyPlugin};
use crate::spec::load::SourceMap;
use crate::spec::{ExperimentSpec, Name, Params, TaskSpec, TaskType};

/// A spec that passed every check: a run of it can only fail in a trial.
#[derive(Debug, Clone)]
pub struct ValidatedSpec {
    /// The spec.
    pub spec: ExperimentSpec,
    /// The spec as resolved.
    pub document: Value,
    /// The folder of the spec file.
    pub folder: PathBuf,
    /// Where its values lie.
    pub source: SourceMap,
    /// The datasets.
    pub datasets: IndexMap<Name, ValidatedDataset>,
    /// The models, one for each point of a grid.
    pub models: IndexMap<Name, ValidatedModel>,
    /// The studies that can be made.
    pub studies: IndexMap<Name, ValidatedStudy>,
    /// The figures that can be drawn.
    pub figures: IndexMap<Name, ValidatedFigure>,
    /// What publications report.
    pub reported: Reported,
    /// What is not asked, because files it needs are not there.
    pub left_out: Vec<LeftOut>,
    /// What audits found.
    pub findings: Vec<AuditFinding>,
    /// Datasets that have to be made before anything can be asked about them.
    pub pending: Vec<Pending>,
}

/// A file that a dataset is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its path.
    pub path: PathBuf,
    /// Its digest.
    pub sha256: Digest,
}

/// A dataset that passed every check.
#[derive(Debug, Clone)]
pub struct ValidatedDataset {
    /// What planning needs to know of it.
    pub facts: DatasetFacts,
    /// The files it is read from.
    pub inputs: Vec<InputFile>,
    /// The plugin that makes it.
    pub plugin: Option<ReadyPlugin>,
    /// The folds of each split that is used on it.
    pub folds: IndexMap<Name, Vec<NestedFold<Vec<PartRows>>>>,
    /// The files that it goes without.
    pub absent: Vec<AbsentFile>,
    /// Where its columns are kept, for one that was made of a folder.
    pub stored: Option<PathBuf>,
    /// What was left out when it was made.
    pub rejected: Vec<Rejection>,
    /// How good the predictors of its labels are.
    pub predictors: Vec<PredictorReport>,
    /// Its columns, where they had to be read.
    read: Arc<Mutex<Option<Dataset>>>,
}

impl ValidatedDataset {
    pub(super) fn new(
        facts: DatasetFacts,
        inputs: Vec<InputFile>,
        plugin: Option<ReadyPlugin>,
        read: Option<Dataset>,
    ) -> Self {
        Self {
            facts,
            inputs,
            plugin,
            folds: IndexMap::new(),
            absent: Vec::new(),
            stored: None,
            rejected: Vec::new(),
            predictors: Vec::new(),
            read: Arc::new(Mutex::new(read)),
        }
    }

    /// One that was made of a folder.
    pub(super) fn made(made: Made) -> Self {
        Self {
            stored: Some(made.stored),
            rejected: made.rejected,
            predictors: made.predictors,
            ..Self::new(made.facts, made.inputs, None, None)
        }
    }

    /// The same, which goes without these files.
    pub(super) fn without(self, absent: Vec<AbsentFile>) -> Self {
        Self { absent, ..self }
    }

    /// Its columns, where validation had to read them and nobody took them yet: they are large, and held once.
    pub(super) fn take_read(&self) -> Option<Dataset> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.take()
    }

    /// Gives back columns that were taken or read, for the next who needs them.
    pub fn keep_read(&self, dataset: Dataset) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        *read = Some(dataset);
    }
}

/// A model whose plugin accepts its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidatedModel {
    /// What tables call it.
    pub title: Option<String>,
    /// The word that groups its row with others.
    pub family: Option<String>,
    /// The plugin.
    pub plugin: ReadyPlugin,
    /// What the plugin says of it.
    pub card: ModelCard,
    /// The parameters, with defaults.
    pub params: Params,
    /// The tasks it is restricted to.
    pub tasks: Option<Vec<Name>>,
    /// What it reads in place of views, by view.
    pub inputs: IndexMap<Name, Name>,
    /// The model of the spec that it is a candidate of, where inner folds choose among its grid.
    pub candidate_of: Option<Name>,
}

impl ValidatedModel {
    /// Whether it is asked a task.
    pub fn takes_part(&self, task: &Name, kind: TaskType) -> bool {
        self.card.tasks.contains(&kind)
            && self.tasks.as_ref().is_none_or(|tasks| tasks.contains(task))
    }
}

impl ValidatedSpec {
    /// The tasks asked on a dataset.
    pub fn tasks_on<'a>(
        &'a self,
        dataset: &'a Name,
    ) -> impl Iterator<Item = (&'a Name, &'a TaskSpec)> {
        tasks_on(&self.spec, dataset)
    }

    /// What readers of a table call a dataset: its title, or else its name.
    pub fn title_of<'a>(&'a self, dataset: &'a Name) -> &'a str {
        let spec = self.spec.datasets.get(dataset);
        let title = spec.and_then(|spec| spec.title.as_deref());
        title.unwrap_or(dataset.as_str())
    }

    /// The names of the classes of a target; none of what is no target of classes.
    pub fn classes_of(&self, dataset: &Name, target: &Name) -> &[String] {
        let facts = self.datasets.get(dataset).map(|dataset| &dataset.facts);
        let kind = facts.and_then(|facts| facts.columns.get(target));
        let classes = kind.and_then(|kind| kind.classes.as_deref());
        classes.unwrap_or_default()
    }

    /// Whether a task is asked on a dataset with a split: not where files it needs are not there.
    pub fn is_asked(&self, dataset: &Name, task: &Name, split: &Name) -> bool {
        let is_this =
            |out: &LeftOut| out.dataset == *dataset && out.task == *task && out.split == *split;
        !self.left_out.iter().any(is_this)
    }
}

/// The tasks of a spec that are asked on a dataset.
pub(super) fn tasks_on<'a>(
    spec: &'a ExperimentSpec,
    dataset: &'a Name,
) -> impl Iterator<Item = (&'a Name, &'a TaskSpec)> {
    spec.tasks.iter().filter(move |(_, task)| {
        task.datasets
            .as_ref()
            .is_none_or(|datasets| datasets.iter().any(|name| name == dataset))
    })
}
