//! From a validated spec to its trials; pure.

mod columns;
mod trial;

use std::collections::BTreeMap;

pub use columns::{ColumnUse, NeededColumn, needed_columns};
pub use trial::{Fold, PlannedTrial, Trial};

use crate::fingerprint::{CACHE_FORMAT, ColumnPrint, FeaturePrint, Fingerprint, RowsPrint};
use crate::plugin::TaskDocument;
use crate::spec::{Name, SplitSpec, TaskSpec};
use crate::validate::{ValidatedModel, ValidatedSpec};

/// Every trial of an experiment, in the order of the spec.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The trials: by dataset, task, split, model and seed.
    pub trials: Vec<PlannedTrial>,
}

/// The trials of a spec.
pub fn plan(valid: &ValidatedSpec) -> Plan {
    let mut trials = Vec::new();
    for (dataset, _) in &valid.spec.datasets {
        for (task_name, task) in valid.tasks_on(dataset) {
            for split_name in &task.split {
                let Some(split) = valid.spec.splits.get(split_name) else {
                    continue;
                };
                if !valid.is_asked(dataset, task_name, split_name) {
                    continue;
                }
                let base = TrialBase {
                    valid,
                    dataset,
                    task,
                    fold: fold_of(split),
                };
                for (model_name, model) in &valid.models {
                    if !model.takes_part(task_name, task.kind) {
                        continue;
                    }
                    for seed in valid.spec.seeds.values() {
                        let trial = Trial {
                            dataset: dataset.clone(),
                            task: task_name.clone(),
                            split: split_name.clone(),
                            fold: 0,
                            model: model_name.clone(),
                            seed,
                        };
                        trials.extend(base.planned(trial, model));
                    }
                }
            }
        }
    }
    Plan { trials }
}

fn fold_of(split: &SplitSpec) -> Fold {
    Fold {
        train: split.train.as_slice().to_vec(),
        validation: split
            .validation
            .as_ref()
            .map(|parts| parts.as_slice().to_vec()),
        test: split.test.as_slice().to_vec(),
    }
}

/// What the trials of one dataset, task and split share.
struct TrialBase<'a> {
    valid: &'a ValidatedSpec,
    dataset: &'a Name,
    task: &'a TaskSpec,
    fold: Fold,
}

impl TrialBase<'_> {
    /// The trial with its fingerprint. None where a column is absent, which validation has refused.
    fn planned(&self, trial: Trial, model: &ValidatedModel) -> Option<PlannedTrial> {
        let fold = &self.fold;
        let print = |parts: &[Name], purpose| self.rows(parts, purpose);
        let fingerprint = Fingerprint {
            cache_format: CACHE_FORMAT,
            contract: model.plugin.contract,
            plugin: model.plugin.digest.clone(),
            model: model.card.name.clone(),
            params: model.params.clone(),
            task: self.task_document()?,
            seed: model.card.stochastic.then_some(trial.seed),
            train: print(&fold.train, ColumnUse::Learn)?,
            validation: match &fold.validation {
                Some(parts) => Some(print(parts, ColumnUse::Learn)?),
                None => None,
            },
            test: print(&fold.test, ColumnUse::Report)?,
        };
        Some(PlannedTrial {
            trial,
            digest: fingerprint.digest(),
            fingerprint,
            fold: fold.clone(),
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

    fn rows(&self, parts: &[Name], purpose: ColumnUse) -> Option<RowsPrint> {
        let facts = &self.valid.datasets.get(self.dataset)?.facts;
        let digests = |parts: &[Name], column: &Name| -> Option<Vec<_>> {
            parts
                .iter()
                .map(|part| Some(facts.parts.get(part)?.columns.get(column)?.digest.clone()))
                .collect()
        };
        let mut columns = BTreeMap::new();
        for needed in needed_columns(&self.valid.spec, self.task, facts, parts, purpose) {
            let feature = match needed.feature {
                Some(kind) => Some(FeaturePrint {
                    kind: kind.to_string(),
                    fitted_on: digests(&self.fold.train, &needed.column)?,
                }),
                None => None,
            };
            let print = ColumnPrint {
                parts: digests(parts, &needed.column)?,
                feature,
            };
            columns.insert(needed.name.to_string(), print);
        }
        let rows = parts
            .iter()
            .map(|part| facts.parts.get(part).map_or(0, |part| part.rows))
            .sum();
        Some(RowsPrint { rows, columns })
    }
}
