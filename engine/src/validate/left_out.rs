//! What cannot run because files are not there, where that is no error.

use indexmap::IndexMap;
use serde::Serialize;

use super::validated::tasks_on;
use super::{Check, ValidatedDataset, ValidatedModel, ValidatedSpec};
use crate::dataset::{is_absent, is_part_absent};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::{DatasetSpec, Name, SplitSpec, TaskSpec, TaskType};

/// A task that is not asked on a dataset with a split, because files it needs are not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The dataset.
    pub dataset: Name,
    /// The task.
    pub task: Name,
    /// The split.
    pub split: Name,
    /// What is not there, in words.
    pub lacks: String,
}

impl Check<'_> {
    /// Whether a task cannot be asked on a dataset with a split because of absent files; it is then left out.
    pub(super) fn lacks_files(
        &mut self,
        name: &Name,
        task: &TaskSpec,
        split: &Name,
        dataset: &Name,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> bool {
        let Some(lacks) = self.lacking(task, split, dataset, datasets) else {
            return false;
        };
        self.left_out.push(LeftOut {
            dataset: dataset.clone(),
            task: name.clone(),
            split: split.clone(),
            lacks,
        });
        true
    }

    /// The first thing an absent file would hold and the task needs.
    fn lacking(
        &self,
        task: &TaskSpec,
        split: &Name,
        dataset: &Name,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> Option<String> {
        if !self.around.skip_missing {
            return None;
        }
        let split = self.loaded.spec.splits.get(split)?;
        let (learn, report) = (split.learnt_parts(), split.reported_parts());
        let mut parts = learn.iter().chain(&report);
        if let Some(part) = parts.find(|part| self.is_part_gone(dataset, part, datasets)) {
            return Some(format!("part `{part}`"));
        }
        // What single models read in place of views counts, too: a task is asked of all its models or of none.
        let mut views: Vec<&Name> = self.loaded.spec.columns_read(task).into_iter().collect();
        if let SplitSpec::Folds {
            group, stratify, ..
        } = split
        {
            views.extend(group.iter().flatten().chain(stratify));
        }
        let mut learnt = vec![&task.target];
        learnt.extend(task.auxiliary.values());
        let mut reported = Vec::new();
        if task.kind != TaskType::Retrieval {
            reported.push(&task.target);
        }
        reported.extend(task.relevance.values());
        reported.extend(task.metrics.iter().filter_map(|metric| metric.target()));
        let needs = [
            (&learn, &views),
            (&report, &views),
            (&learn, &learnt),
            (&report, &reported),
        ];
        let mut needs = needs.into_iter().flat_map(|(parts, columns)| {
            let pairs = parts
                .iter()
                .flat_map(move |part| columns.iter().map(move |column| (part, column)));
            pairs.collect::<Vec<_>>()
        });
        needs
            .find(|(part, column)| self.is_column_gone(dataset, part, column, datasets))
            .map(|(part, column)| format!("column `{column}` of part `{part}`"))
    }

    /// Whether a task is not asked on a dataset with a split.
    pub(super) fn is_left_out(&self, dataset: &Name, task: &Name, split: &Name) -> bool {
        self.left_out
            .iter()
            .any(|out| out.dataset == *dataset && out.task == *task && out.split == *split)
    }

    /// Whether nothing of a part is there, or of a part that it is assembled of.
    pub(super) fn is_part_gone(
        &self,
        dataset: &Name,
        part: &Name,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> bool {
        let Some(spec) = self.loaded.spec.datasets.get(dataset) else {
            return false;
        };
        if self.absent_datasets.contains(dataset) {
            return true;
        }
        let mut pieces = spec.from.get(part).into_iter().flatten();
        let absent = datasets.get(dataset).map(|validated| &validated.absent);
        pieces.any(|piece| self.is_part_gone(&piece.dataset, &piece.part, datasets))
            || absent.is_some_and(|absent| is_part_absent(spec, absent, part))
    }

    /// Whether a part lacks a column for want of a file, or a part does that it is assembled of.
    fn is_column_gone(
        &self,
        dataset: &Name,
        part: &Name,
        column: &Name,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> bool {
        let Some(spec) = self.loaded.spec.datasets.get(dataset) else {
            return false;
        };
        let mut pieces = spec.from.get(part).into_iter().flatten();
        let absent = datasets.get(dataset).map(|validated| &validated.absent);
        pieces.any(|piece| self.is_column_gone(&piece.dataset, &piece.part, column, datasets))
            || absent.is_some_and(|absent| is_absent(spec, absent, part, column))
    }

    /// Leaves out every task on the datasets of which no file is there.
    pub(super) fn leave_out_absent_datasets(&mut self) {
        let spec = &self.loaded.spec;
        for dataset in std::mem::take(&mut self.absent_datasets) {
            let tasks = tasks_on(spec, &dataset);
            let asked =
                tasks.flat_map(|(name, task)| task.split.iter().map(move |split| (name, split)));
            let left_out = asked.map(|(task, split)| LeftOut {
                dataset: dataset.clone(),
                task: task.clone(),
                split: split.clone(),
                lacks: "every file".to_owned(),
            });
            self.left_out.extend(left_out);
        }
    }
}

/// Says what does not run because of absent files, each thing once; an error where nothing is left.
pub(super) fn consequences(valid: &ValidatedSpec, found: &mut Diagnostics) {
    if valid.left_out.is_empty() {
        return;
    }
    let mut warn = |pointer: &str, message: String| {
        let place = valid.source.key_place(pointer);
        found.push(Diagnostic::warning(Code::NotThere, message).at(place));
    };
    for out in &valid.left_out {
        let message = format!(
            "task `{}` is not asked on dataset `{}` with split `{}`: {} is not there",
            out.task, out.dataset, out.split, out.lacks
        );
        warn(&format!("/tasks/{}", out.task), message);
    }
    let is_left = |task: &Name, of: &TaskSpec| {
        let on = |dataset: &&Name| {
            valid.tasks_on(dataset).any(|(name, _)| name == task)
                && of
                    .split
                    .iter()
                    .any(|split| valid.is_asked(dataset, task, split))
        };
        valid.datasets.keys().any(|dataset| on(&dataset))
    };
    let has = |model: &ValidatedModel, left: bool| {
        let mut tasks = valid.spec.tasks.iter();
        tasks.any(|(task, of)| model.takes_part(task, of.kind) && (!left || is_left(task, of)))
    };
    if !valid.models.values().any(|model| has(model, true)) {
        let datasets = valid.spec.datasets.values();
        let obtain = datasets.filter_map(|dataset| dataset.obtain.as_deref());
        let obtain: Vec<_> = obtain.map(|text| format!("; {text}")).collect();
        let is_remote = valid.spec.datasets.values().any(DatasetSpec::is_remote);
        let file = valid.source.texts().first().filter(|_| is_remote);
        let fetch = file.map_or_else(String::new, |file| {
            format!(
                ": `emospec data fetch {}` downloads those with a source",
                file.display()
            )
        });
        let message = "nothing is left to run: every task needs files that are not there";
        found.push(
            Diagnostic::error(Code::NotThere, message)
                .at(valid.source.place("/datasets"))
                .help(format!("get the files{fetch}{}", obtain.concat())),
        );
        return;
    }
    for (name, model) in &valid.models {
        if has(model, false) && !has(model, true) {
            let message = format!("nothing is left for model `{name}`: its tasks are not asked");
            warn(&format!("/models/{name}"), message);
        }
    }
}
