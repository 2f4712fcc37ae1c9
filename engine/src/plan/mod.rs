//! From a validated spec to its trials; pure.

mod columns;
mod trial;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

pub use columns::{ColumnUse, NeededColumn, needed_columns};
pub use trial::{Fold, PlannedTrial, Trial};

use crate::dataset::fold::{NestedFold, PartRows};
use crate::files::Digest;
use crate::fingerprint::{CACHE_FORMAT, ColumnPrint, FeaturePrint, Fingerprint, RowsPrint};
use crate::plugin::TaskDocument;
use crate::spec::{Name, TaskSpec};
use crate::validate::{ValidatedModel, ValidatedSpec};

/// Every trial of an experiment, in the order of the spec.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The trials: by dataset, task, split, fold, model and seed; those of inner folds before that of their fold.
    pub trials: Vec<PlannedTrial>,
}

/// The trials of a spec.
pub fn plan(valid: &ValidatedSpec) -> Plan {
    let mut trials = Vec::new();
    for (dataset, _) in &valid.spec.datasets {
        for (task_name, task) in valid.tasks_on(dataset) {
            for split_name in &task.split {
                let Some(folds) = valid
                    .datasets
                    .get(dataset)
                    .and_then(|validated| validated.folds.get(split_name))
                else {
                    continue;
                };
                if !valid.is_asked(dataset, task_name, split_name) {
                    continue;
                }
                let base = TrialBase {
                    valid,
                    dataset,
                    task_name,
                    task,
                    split: split_name,
                };
                base.plan(folds, &mut trials);
            }
        }
    }
    Plan { trials }
}

/// One trial on a fold of its own, for a spec that asks for nothing else. None where a column is absent.
pub fn trial_of(valid: &ValidatedSpec, trial: &Trial, fold: &Fold) -> Option<PlannedTrial> {
    let base = TrialBase {
        valid,
        dataset: &trial.dataset,
        task_name: &trial.task,
        task: valid.spec.tasks.get(&trial.task)?,
        split: &trial.split,
    };
    let model = valid.models.get(&trial.model)?;
    let fold = Arc::new(fold.clone());
    base.planned([trial.clone()], &fold, model).pop()
}

/// What the trials of one dataset, task and split share.
struct TrialBase<'a> {
    valid: &'a ValidatedSpec,
    dataset: &'a Name,
    task_name: &'a Name,
    task: &'a TaskSpec,
    split: &'a Name,
}

impl TrialBase<'_> {
    /// The trials of every fold; of its inner folds, those of models that choose their parameters there.
    fn plan(&self, folds: &[NestedFold<Vec<PartRows>>], trials: &mut Vec<PlannedTrial>) {
        for (outer, nested) in (0..).zip(folds) {
            let inner = (0..).zip(&nested.inner);
            let inner = inner.map(|(place, fold)| (Some(place), fold));
            for (inner, fold) in inner.chain([(None, &nested.outer)]) {
                let fold = Arc::new(fold.clone());
                for (name, model) in &self.valid.models {
                    let is_asked = model.takes_part(self.task_name, self.task.kind);
                    if !is_asked || (inner.is_some() && model.candidate_of.is_none()) {
                        continue;
                    }
                    let of_seeds = self
                        .valid
                        .spec
                        .seeds
                        .values()
                        .into_iter()
                        .map(|seed| Trial {
                            dataset: self.dataset.clone(),
                            task: self.task_name.clone(),
                            split: self.split.clone(),
                            fold: outer,
                            inner,
                            model: name.clone(),
                            seed,
                        });
                    trials.extend(self.planned(of_seeds, &fold, model));
                }
            }
        }
    }

    /// The trials of a model with their fingerprints, which differ in their seed alone. None where a column is absent,
    /// which validation has refused.
    fn planned(
        &self,
        trials: impl IntoIterator<Item = Trial>,
        fold: &Arc<Fold>,
        model: &ValidatedModel,
    ) -> Vec<PlannedTrial> {
        let Some(inputs) = self.inputs(fold, model) else {
            return Vec::new();
        };
        let seedless = inputs.seedless();
        let inputs = Arc::new(inputs);
        let planned = trials.into_iter().map(|trial| PlannedTrial {
            digest: seedless.digest(inputs.seed.map(|_| trial.seed)),
            trial,
            fold: Arc::clone(fold),
            inputs: Arc::clone(&inputs),
        });
        planned.collect()
    }

    /// What the trials of a model on a fold depend on, with any seed.
    fn inputs(&self, fold: &Fold, model: &ValidatedModel) -> Option<Fingerprint> {
        let print = |rows: &[PartRows], purpose| self.rows(rows, fold, &model.inputs, purpose);
        Some(Fingerprint {
            cache_format: CACHE_FORMAT,
            contract: model.plugin.contract,
            plugin: model.plugin.digest.clone(),
            model: model.card.name.clone(),
            params: model.params.clone(),
            task: self.task_document()?,
            seed: model.card.stochastic.then_some(0),
            train: print(&fold.train, ColumnUse::Learn)?,
            validation: match &fold.validation {
                Some(rows) => Some(print(rows, ColumnUse::Learn)?),
                None => None,
            },
            test: print(&fold.test, ColumnUse::Report)?,
        })
    }

    fn task_document(&self) -> Option<TaskDocument> {
        let task = self.task;
        let facts = &self.valid.datasets.get(self.dataset)?.facts;
        let targets = task.auxiliary.values().chain([&task.target]);
        let classes: BTreeMap<_, _> = targets
            .filter_map(|target| {
                let classes = facts.columns.get(target)?.classes.clone()?;
                Some((target.to_string(), classes))
            })
            .collect();
        Some(TaskDocument {
            kind: task.kind,
            views: task.views.iter().map(ToString::to_string).collect(),
            target: task.target.to_string(),
            auxiliary: task
                .auxiliary
                .iter()
                .map(|(view, target)| (view.to_string(), target.to_string()))
                .collect(),
            classes,
        })
    }

    fn rows(
        &self,
        rows: &[PartRows],
        fold: &Fold,
        inputs: &IndexMap<Name, Name>,
        purpose: ColumnUse,
    ) -> Option<RowsPrint> {
        let facts = &self.valid.datasets.get(self.dataset)?.facts;
        let digests = |rows: &[PartRows], column: &Name| -> Option<Vec<_>> {
            let of = |rows: &PartRows| {
                let part = facts.parts.get(&rows.part)?;
                Some(part.columns.get(column)?.digest.clone())
            };
            rows.iter().map(of).collect()
        };
        let parts: Vec<Name> = rows.iter().map(|rows| rows.part.clone()).collect();
        let mut columns = BTreeMap::new();
        for needed in needed_columns(&self.valid.spec, self.task, facts, inputs, &parts, purpose) {
            let feature = match needed.feature {
                Some(kind) => Some(FeaturePrint {
                    kind: kind.to_string(),
                    fitted_on: digests(&fold.train, &needed.column)?,
                    chosen: chosen(&fold.train),
                }),
                None => None,
            };
            let print = ColumnPrint {
                parts: digests(rows, &needed.column)?,
                feature,
            };
            columns.insert(needed.name.to_string(), print);
        }
        let counts = rows.iter().map(|rows| match &rows.rows {
            Some(places) => places.len(),
            None => facts.parts.get(&rows.part).map_or(0, |part| part.rows),
        });
        Some(RowsPrint {
            rows: counts.sum(),
            chosen: chosen(rows),
            columns,
        })
    }
}

/// What names a choice of rows; none where whole parts are taken.
fn chosen(rows: &[PartRows]) -> Option<Digest> {
    if rows.iter().all(|rows| rows.rows.is_none()) {
        return None;
    }
    let places: Vec<_> = rows.iter().map(|rows| &rows.rows).collect();
    let text = serde_json::to_string(&places).unwrap_or_default();
    Some(Digest::of(text.as_bytes()))
}
