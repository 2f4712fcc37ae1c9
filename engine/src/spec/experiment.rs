use std::path::PathBuf;

use indexmap::{IndexMap, IndexSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AuditSpec, DatasetSpec, ExecutionSpec, FeatureSpec, FigureSpec, ModelSpec, Name, ReportedSpec,
    Seeds, SplitSpec, StudySpec, TableSpec, TaskSpec,
};

/// The spec language version this engine reads.
pub const SPEC_VERSION: u32 = 1;

/// An experiment: which models are compared, on which data, at which tasks, and the tables and figures that show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExperimentSpec {
    /// Version of the spec language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// Name of the experiment: results are written to `results/NAME`.
    pub name: Name,
    /// A sentence for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The seeds every trial is repeated with.
    #[serde(default)]
    pub seeds: Seeds,
    /// Rows with named columns, by dataset name.
    #[schemars(extend("minProperties" = 1))]
    pub datasets: IndexMap<Name, DatasetSpec>,
    /// Which rows train, validate and test, by split name.
    #[schemars(extend("minProperties" = 1))]
    pub splits: IndexMap<Name, SplitSpec>,
    /// What is looked for in datasets and splits before a run, and what becomes of it.
    #[serde(default)]
    pub audit: AuditSpec,
    /// Views computed from other columns; a feature that has the name of a column takes its place.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub features: IndexMap<Name, FeatureSpec>,
    /// What is asked of the models, by task name.
    #[schemars(extend("minProperties" = 1))]
    pub tasks: IndexMap<Name, TaskSpec>,
    /// The models compared, by the name their row has in tables.
    #[schemars(extend("minProperties" = 1))]
    pub models: IndexMap<Name, ModelSpec>,
    /// Results that publications report, by the name their row has in tables.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub reported: IndexMap<Name, ReportedSpec>,
    /// The BibTeX file with what is cited, relative to the spec.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bibliography: Option<PathBuf>,
    /// The tables written, by file name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tables: IndexMap<Name, TableSpec>,
    /// The figures drawn, by file name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub figures: IndexMap<Name, FigureSpec>,
    /// Studies that ask people whether labels hold, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub studies: IndexMap<Name, StudySpec>,
    /// How trials are run; never part of what names their results.
    #[serde(default)]
    pub execution: ExecutionSpec,
}

impl ExperimentSpec {
    /// The column that a view, or what is read in place of one, is taken from: a feature's view, else the name itself.
    pub fn column_of<'a>(&'a self, view: &'a Name) -> &'a Name {
        self.features
            .get(view)
            .map_or(view, |feature| &feature.view)
    }

    /// The columns that models read for a task, each once: those of its views, then what single models read in place of
    /// views.
    pub fn columns_read<'a>(&'a self, task: &'a TaskSpec) -> IndexSet<&'a Name> {
        let inputs = self.models.values().flat_map(|model| &model.inputs);
        let inputs = inputs.filter(|(view, _)| task.views.contains(view));
        let read = task.views.iter().chain(inputs.map(|(_, input)| input));
        read.map(|view| self.column_of(view)).collect()
    }
}
