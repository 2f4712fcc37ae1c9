use indexmap::IndexMap;

use super::validated::tasks_on;
use super::{Check, ValidatedDataset, ValidatedModel, names};
use crate::dataset::DatasetFacts;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::metric::{Compute, METRICS, Metric, has_classes};
use crate::spec::{MetricChoice, Name, OneOrMany, Role, SplitSpec, TaskSpec, TaskType};

impl Check<'_> {
    /// Every task: its names, its metrics, and on each dataset the columns it needs.
    pub(super) fn tasks(
        &mut self,
        datasets: &IndexMap<Name, ValidatedDataset>,
        models: &IndexMap<Name, ValidatedModel>,
    ) {
        let loaded = self.loaded;
        for (name, task) in &loaded.spec.tasks {
            let pointer = format!("/tasks/{name}");
            for dataset in task.datasets.iter().flat_map(OneOrMany::as_slice) {
                if !loaded.spec.datasets.contains_key(dataset) {
                    let known = names(&loaded.spec.datasets);
                    self.unknown(
                        &format!("{pointer}/datasets"),
                        "dataset",
                        dataset.as_str(),
                        known,
                    );
                }
            }
            for split in &task.split {
                if !loaded.spec.splits.contains_key(split) {
                    let known = names(&loaded.spec.splits);
                    self.unknown(&format!("{pointer}/split"), "split", split.as_str(), known);
                }
            }
            self.metrics(name, task);
            self.relevance(name, task);
            let has_model = models
                .values()
                .any(|model| model.takes_part(name, task.kind));
            if !has_model && models.len() >= loaded.spec.models.len() {
                self.error(
                    Code::UnfitTask,
                    &pointer,
                    format!("no model of this spec takes part in task `{name}`"),
                    Some(
                        "add a model whose plugin supports the task's type, or remove the task"
                            .to_owned(),
                    ),
                );
            }
        }
        for (dataset, validated) in datasets {
            for (name, task) in tasks_on(&loaded.spec, dataset) {
                for split_name in &task.split {
                    let Some(split) = loaded.spec.splits.get(split_name) else {
                        continue;
                    };
                    if self.lacks_files(name, task, split_name, dataset, datasets) {
                        continue;
                    }
                    if self.parts_exist(split_name, split, dataset, &validated.facts) {
                        self.columns(name, task, split, dataset, &validated.facts);
                        self.inputs(name, task, split, dataset, &validated.facts);
                    }
                }
            }
        }
    }

    fn metrics(&mut self, name: &Name, task: &TaskSpec) {
        if let Some(select) = &task.select
            && task.selecting().is_none()
        {
            let known = task.metrics.iter().map(|choice| choice.name().as_str());
            let pointer = format!("/tasks/{name}/select");
            self.unknown(&pointer, "metric of the task named", select.as_str(), known);
        }
        for (index, choice) in task.metrics.iter().enumerate() {
            let pointer = format!("/tasks/{name}/metrics/{index}");
            let Some(metric) = crate::metric::find(choice.metric().as_str()) else {
                let pointer = match choice {
                    MetricChoice::Named(_) => pointer,
                    MetricChoice::Of(_) => format!("{pointer}/metric"),
                };
                self.unknown_metric(&pointer, choice, task.kind);
                continue;
            };
            let of = kind_of(metric.metric);
            if choice.is_per_class() && !is_of_classes(metric.metric) {
                let message = format!("`{}` has no value class by class", choice.metric());
                let help = "class by class there are accuracy, precision, recall, f1 and the metrics of retrieval that are \
                            means over queries";
                let pointer = format!("{pointer}/per_class");
                self.error(Code::UnfitMetric, &pointer, message, Some(help.to_owned()));
            }
            if choice.is_per_class() && task.select.as_ref() == Some(choice.name()) {
                let message = format!(
                    "`{}` is a value for each class, and one is needed",
                    choice.name()
                );
                let pointer = format!("/tasks/{name}/select");
                self.error(Code::UnfitMetric, &pointer, message, None);
            }
            match choice.target() {
                None if of != task.kind => self.error(
                    Code::UnfitMetric,
                    &pointer,
                    format!(
                        "`{}` is a metric of {}, and the task is {}",
                        choice.metric(),
                        word(of),
                        word(task.kind)
                    ),
                    None,
                ),
                Some(target) if !task.auxiliary.values().any(|name| name == target) => {
                    let known = task.auxiliary.values().map(Name::as_str);
                    self.unknown(
                        &format!("{pointer}/target"),
                        "auxiliary target",
                        target.as_str(),
                        known,
                    );
                }
                Some(_) if of == TaskType::Retrieval => self.error(
                    Code::UnfitMetric,
                    &pointer,
                    format!(
                        "`{}` is a metric of retrieval, and a target is predicted",
                        choice.metric()
                    ),
                    None,
                ),
                _ => {}
            }
        }
    }

    fn unknown_metric(&mut self, pointer: &str, choice: &MetricChoice, kind: TaskType) {
        let known = crate::metric::names();
        let of_task = METRICS
            .iter()
            .filter(|metric| choice.target().is_some() || kind_of(metric) == kind);
        let offered: Vec<_> = of_task.map(|metric| metric.name).collect();
        let name = choice.metric().as_str();
        self.found.push(
            Diagnostic::error(Code::UnknownMetric, format!("there is no metric `{name}`"))
                .at(self.loaded.source.place(pointer))
                .did_you_mean(nearest(name, known.iter().map(String::as_str)))
                .help(format!("there are: {}", offered.join(", "))),
        );
    }

    fn relevance(&mut self, name: &Name, task: &TaskSpec) {
        let pointer = format!("/tasks/{name}");
        if task.kind != TaskType::Retrieval {
            if !task.relevance.is_empty() {
                self.error(
                    Code::UnfitTask,
                    &format!("{pointer}/relevance"),
                    "only a retrieval task has `relevance`".to_owned(),
                    Some("remove it, or write `type: retrieval`".to_owned()),
                );
            }
            return;
        }
        if task.views.len() < 2 {
            self.error(
                Code::UnfitTask,
                &format!("{pointer}/views"),
                "retrieval compares two or more views".to_owned(),
                None,
            );
        }
        for view in &task.views {
            if !task.relevance.contains_key(view) {
                self.error(
                    Code::UnfitTask,
                    &pointer,
                    format!("the retrieval task `{name}` does not say when an item of view `{view}` is relevant"),
                    Some(format!("add `relevance: {{{view}: TARGET}}`: items whose TARGET equals the query's are relevant")),
                );
            }
        }
        for (key, views) in [
            ("relevance", &task.relevance),
            ("auxiliary", &task.auxiliary),
        ] {
            for view in views.keys() {
                if !task.views.contains(view) {
                    let known = task.views.iter().map(Name::as_str);
                    self.unknown(
                        &format!("{pointer}/{key}/{view}"),
                        "view of the task named",
                        view.as_str(),
                        known,
                    );
                }
            }
        }
    }

    fn columns(
        &mut self,
        name: &Name,
        task: &TaskSpec,
        split: &SplitSpec,
        dataset: &Name,
        facts: &DatasetFacts,
    ) {
        let (learn, report) = (split.learnt_parts(), split.reported_parts());
        let every: Vec<&Name> = learn.iter().chain(&report).copied().collect();
        let pointer = format!("/tasks/{name}");
        for (index, view) in task.views.iter().enumerate() {
            let (column, at) = match self.loaded.spec.features.get(view) {
                Some(feature) => (&feature.view, format!("/features/{view}/view")),
                None => (view, format!("{pointer}/views/{index}")),
            };
            self.column(column, &at, dataset, facts, &every, true);
        }
        let target_parts = if task.kind == TaskType::Retrieval {
            &learn
        } else {
            &every
        };
        self.column(
            &task.target,
            &format!("{pointer}/target"),
            dataset,
            facts,
            target_parts,
            false,
        );
        for (view, target) in &task.auxiliary {
            self.column(
                target,
                &format!("{pointer}/auxiliary/{view}"),
                dataset,
                facts,
                &learn,
                false,
            );
        }
        for (view, target) in &task.relevance {
            let at = format!("{pointer}/relevance/{view}");
            self.column(target, &at, dataset, facts, &report, false);
            self.classes_needed(target, &at, facts);
        }
        match task.kind {
            TaskType::Classification | TaskType::Retrieval => {
                self.classes_needed(&task.target, &format!("{pointer}/target"), facts);
            }
            TaskType::Regression => {
                if facts
                    .columns
                    .get(&task.target)
                    .is_some_and(|kind| kind.classes.is_some())
                {
                    self.error(
                        Code::UnfitTask,
                        &format!("{pointer}/target"),
                        format!(
                            "`{}` has classes, and regression predicts a number",
                            task.target
                        ),
                        Some("write `type: classification`, or name another target".to_owned()),
                    );
                }
            }
        }
    }

    /// Checks that what models read in place of views is there. A model may take part in tasks that have not all of the
    /// views it names.
    fn inputs(
        &mut self,
        name: &Name,
        task: &TaskSpec,
        split: &SplitSpec,
        dataset: &Name,
        facts: &DatasetFacts,
    ) {
        let loaded = self.loaded;
        let named = split.parts().into_iter();
        let parts: Vec<&Name> = named.flat_map(|(_, parts)| parts.as_slice()).collect();
        for (model, described) in &loaded.spec.models {
            let tasks = described.tasks.as_ref();
            if tasks.is_some_and(|tasks| !tasks.iter().any(|task| task == name)) {
                continue;
            }
            for (view, input) in &described.inputs {
                let pointer = format!("/models/{model}/inputs/{view}");
                if loaded
                    .spec
                    .tasks
                    .values()
                    .all(|task| !task.views.contains(view))
                {
                    let known = task.views.iter().map(Name::as_str);
                    self.unknown(&pointer, "view of a task named", view.as_str(), known);
                } else if task.views.contains(view) {
                    let column = loaded.spec.column_of(input);
                    self.column(column, &pointer, dataset, facts, &parts, true);
                }
            }
        }
    }

    fn classes_needed(&mut self, target: &Name, pointer: &str, facts: &DatasetFacts) {
        if facts
            .columns
            .get(target)
            .is_some_and(|kind| kind.classes.is_none())
        {
            self.error(
                Code::UnfitTask,
                pointer,
                format!("`{target}` has no classes"),
                Some("list them under the column's `classes`, or name another target".to_owned()),
            );
        }
    }

    /// Checks that a column of the right role is in every part where it is needed.
    fn column(
        &mut self,
        column: &Name,
        pointer: &str,
        dataset: &Name,
        facts: &DatasetFacts,
        parts: &[&Name],
        is_view: bool,
    ) {
        let role = if is_view { Role::View } else { Role::Target };
        let what = if is_view { "view" } else { "target" };
        if facts
            .columns
            .get(column)
            .is_none_or(|kind| kind.role != role)
        {
            let fit = facts.columns.iter().filter(|(_, kind)| kind.role == role);
            let what = format!("{what} in dataset `{dataset}` named");
            self.unknown(
                pointer,
                &what,
                column.as_str(),
                fit.map(|(name, _)| name.as_str()),
            );
            return;
        }
        for part in parts {
            let has = facts
                .parts
                .get(*part)
                .is_some_and(|facts| facts.columns.contains_key(column));
            if !has {
                self.error(
                    Code::UnfitTask,
                    pointer,
                    format!("part `{part}` of dataset `{dataset}` has no column `{column}`, which the task needs there"),
                    Some("add the column to a file of the part, or use another part in the split".to_owned()),
                );
            }
        }
    }
}

/// The kind of task a metric is of.
fn kind_of(metric: &Metric) -> TaskType {
    match metric.compute {
        Compute::Classification(_) => TaskType::Classification,
        Compute::Regression(_) => TaskType::Regression,
        Compute::Retrieval(_) | Compute::RetrievalAt(_) => TaskType::Retrieval,
    }
}

/// The word a spec uses for a kind of task.
fn word(kind: TaskType) -> &'static str {
    match kind {
        TaskType::Classification => "classification",
        TaskType::Retrieval => "retrieval",
        TaskType::Regression => "regression",
    }
}

/// Whether a metric has a value for each class.
fn is_of_classes(metric: &Metric) -> bool {
    match metric.compute {
        Compute::Classification(_) => has_classes(metric.name),
        Compute::Regression(_) => false,
        Compute::Retrieval(_) | Compute::RetrievalAt(_) => metric.of_item.is_some(),
    }
}
