//! The arrays of trials: every column that a trial to be run needs, written once per run for all workers to map.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;
use tempfile::TempDir;

use crate::dataset::fold::PartRows;
use crate::dataset::{Dataset, Standardiser, Values};
use crate::diagnostic::Diagnostics;
use crate::plan::{ColumnUse, Fold, NeededColumn, PlannedTrial, needed_columns};
use crate::plugin::{ColumnFile, FileRole, RowsFile, Store, write_parts};
use crate::spec::{ComponentType, Name, Role};
use crate::validate::{ValidatedSpec, read_dataset};

/// The arrays of one dataset, task and fold.
#[derive(Debug)]
pub(super) struct Staged {
    pub train: StagedRows,
    pub validation: Option<StagedRows>,
    pub test: StagedRows,
}

/// Rows for a model, and what the engine knows of them besides.
#[derive(Debug)]
pub(super) struct StagedRows {
    /// What the model sees: for reported rows the views alone.
    pub rows: RowsFile,
    /// Of reported rows: ids and targets.
    pub known: Vec<(String, Values)>,
}

/// Every array that a run needs.
#[derive(Debug)]
pub struct Stage {
    folder: TempDir,
    staged: BTreeMap<StagedKey, Staged>,
}

/// Why arrays cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// A dataset cannot be read any more.
    #[error("a dataset cannot be read")]
    Dataset(Box<Diagnostics>),
    /// An array cannot be written.
    #[error("failed to write the arrays of the run: {0}")]
    Write(#[from] io::Error),
    /// A task is not what was validated.
    #[error("task `{0}` is no task of the spec")]
    Task(Name),
    /// A column is not what was validated.
    #[error("column `{0}` is not the same in every part of the split")]
    Column(Name),
}

impl Stage {
    /// Writes the arrays of `trials` under `folder`.
    ///
    /// # Errors
    /// Where a dataset cannot be read or an array cannot be written.
    pub fn prepare(
        folder: TempDir,
        valid: &ValidatedSpec,
        trials: &[&PlannedTrial],
        plugins: &Store,
    ) -> Result<Self, StageError> {
        let mut datasets = BTreeMap::new();
        let mut staged = BTreeMap::new();
        let mut written = Written {
            folder: &folder,
            valid,
            files: BTreeMap::new(),
        };
        for planned in trials {
            let key = key_of(valid, planned);
            if staged.contains_key(&key) {
                continue;
            }
            let name = &planned.trial.dataset;
            if !datasets.contains_key(name) {
                let dataset = read_dataset(valid, name, plugins)
                    .map_err(|found| StageError::Dataset(Box::new(found)))?;
                datasets.insert(name.clone(), dataset);
            }
            if let Some(dataset) = datasets.get(name) {
                staged.insert(key, written.fold(dataset, planned)?);
            }
        }
        Ok(Self { folder, staged })
    }

    /// Bytes of the arrays that a trial reads.
    pub(super) fn bytes_of(&self, valid: &ValidatedSpec, planned: &PlannedTrial) -> u64 {
        let Some(staged) = self.of(valid, planned) else {
            return 0;
        };
        let rows = [
            Some(&staged.train),
            staged.validation.as_ref(),
            Some(&staged.test),
        ];
        let columns = rows
            .into_iter()
            .flatten()
            .flat_map(|rows| &rows.rows.columns);
        columns.map(ColumnFile::bytes).sum()
    }

    pub(super) fn of(&self, valid: &ValidatedSpec, planned: &PlannedTrial) -> Option<&Staged> {
        debug_assert!(self.folder.path().is_dir());
        self.staged.get(&key_of(valid, planned))
    }
}

/// What names the arrays of a trial: dataset, task, fold, and what its model reads in place of views.
pub(super) type StagedKey = (Name, Name, Arc<Fold>, Vec<(Name, Name)>);

pub(super) fn key_of(valid: &ValidatedSpec, planned: &PlannedTrial) -> StagedKey {
    let trial = &planned.trial;
    let inputs = inputs_of(valid, planned).iter();
    (
        trial.dataset.clone(),
        trial.task.clone(),
        Arc::clone(&planned.fold),
        inputs
            .map(|(view, input)| (view.clone(), input.clone()))
            .collect(),
    )
}

fn inputs_of<'a>(valid: &'a ValidatedSpec, planned: &PlannedTrial) -> &'a IndexMap<Name, Name> {
    static NONE: LazyLock<IndexMap<Name, Name>> = LazyLock::new(IndexMap::new);
    let model = valid.models.get(&planned.trial.model);
    model.map_or(&*NONE, |model| &model.inputs)
}

/// What names an array: dataset, column, its rows, and the rows a feature is fitted on.
type ArrayKey = (
    Name,
    Name,
    Vec<PartRows>,
    Option<(ComponentType, Vec<PartRows>)>,
);

/// The arrays written so far.
struct Written<'a> {
    folder: &'a TempDir,
    valid: &'a ValidatedSpec,
    files: BTreeMap<ArrayKey, ColumnFile>,
}

impl Written<'_> {
    fn fold(&mut self, dataset: &Dataset, planned: &PlannedTrial) -> Result<Staged, StageError> {
        let fold = &planned.fold;
        Ok(Staged {
            train: self.rows(dataset, planned, &fold.train, ColumnUse::Learn)?,
            validation: match &fold.validation {
                Some(rows) => Some(self.rows(dataset, planned, rows, ColumnUse::Learn)?),
                None => None,
            },
            test: self.rows(dataset, planned, &fold.test, ColumnUse::Report)?,
        })
    }

    fn rows(
        &mut self,
        dataset: &Dataset,
        planned: &PlannedTrial,
        rows: &[PartRows],
        purpose: ColumnUse,
    ) -> Result<StagedRows, StageError> {
        let valid = self.valid;
        let absent = || StageError::Task(planned.trial.task.clone());
        let task = valid
            .spec
            .tasks
            .get(&planned.trial.task)
            .ok_or_else(absent)?;
        let facts = &valid
            .datasets
            .get(&planned.trial.dataset)
            .ok_or_else(absent)?
            .facts;
        let parts: Vec<Name> = rows.iter().map(|rows| rows.part.clone()).collect();
        let mut columns = Vec::new();
        let mut known = Vec::new();
        let inputs = inputs_of(valid, planned);
        for needed in needed_columns(&valid.spec, task, facts, inputs, &parts, purpose) {
            let is_view = task.views.contains(needed.name);
            if is_view || purpose == ColumnUse::Learn {
                columns.push(self.array(dataset, planned, rows, &needed)?);
            } else {
                let values = dataset
                    .column_of_rows(rows, needed.column.as_str())
                    .and_then(|pieces| Values::concatenated(&borrowed(&pieces)))
                    .ok_or_else(|| StageError::Column(needed.column.clone()))?;
                known.push((needed.name.to_string(), values));
            }
        }
        let count = rows
            .iter()
            .filter_map(|rows| match &rows.rows {
                Some(places) => Some(places.len() as u64),
                None => Some(dataset.parts.get(&rows.part)?.rows as u64),
            })
            .sum();
        Ok(StagedRows {
            rows: RowsFile { count, columns },
            known,
        })
    }

    fn array(
        &mut self,
        dataset: &Dataset,
        planned: &PlannedTrial,
        rows: &[PartRows],
        needed: &NeededColumn<'_>,
    ) -> Result<ColumnFile, StageError> {
        let fitted_on = needed.feature.map(|_| planned.fold.train.clone());
        let key = (
            planned.trial.dataset.clone(),
            needed.column.clone(),
            rows.to_vec(),
            needed.feature.cloned().zip(fitted_on.clone()),
        );
        let mut file = if let Some(file) = self.files.get(&key) {
            file.clone()
        } else {
            let column = || StageError::Column(needed.column.clone());
            let of = |rows: &[PartRows]| {
                dataset
                    .column_of_rows(rows, needed.column.as_str())
                    .ok_or_else(column)
            };
            let standardiser = match &fitted_on {
                Some(train) => {
                    Some(Standardiser::fitted(&borrowed(&of(train)?)).ok_or_else(column)?)
                }
                None => None,
            };
            let values = of(rows)?;
            let role = dataset
                .columns
                .get(&needed.column)
                .map_or(Role::Text, |kind| kind.role);
            let stem = self.files.len().to_string();
            let (folder, role) = (self.folder.path(), FileRole::from(role));
            let file = write_parts(
                folder,
                &stem,
                role,
                &borrowed(&values),
                standardiser.as_ref(),
            )?;
            self.files.insert(key, file.clone());
            file
        };
        needed.name.as_str().clone_into(&mut file.name);
        Ok(file)
    }
}

fn borrowed<'a>(pieces: &'a [Cow<'_, Values>]) -> Vec<&'a Values> {
    pieces.iter().map(AsRef::as_ref).collect()
}
