//! The one task that a figure is of.

use super::FigureCheck;
use crate::diagnostic::listed;
use crate::spec::{Dimension, FigureKind, Name, TaskSpec, TaskType};

impl<'a> FigureCheck<'a, '_> {
    /// Whether a task has what the figure shows.
    pub(super) fn fits(&self, task: &TaskSpec) -> bool {
        let kind = self.spec.kind;
        let is_retrieval = task.kind == TaskType::Retrieval;
        match &self.spec.target {
            Some(target) => {
                *target == task.target && task.kind == TaskType::Classification
                    || task.auxiliary.values().any(|name| name == target)
            }
            None if kind.ranks_items() => is_retrieval,
            None if kind == FigureKind::PrecisionRecall => task.kind != TaskType::Regression,
            None if kind.is_of_classes() => task.kind == TaskType::Classification,
            None => true,
        }
    }

    pub(super) fn task(&mut self) -> Option<(&'a Name, &'a TaskSpec)> {
        let tasks = self.tasks;
        let named = self.filter(Dimension::Task);
        for (name, at) in &named {
            let task = tasks.get(*name)?;
            if self.fits(task) {
                continue;
            }
            let (message, help) = match &self.spec.target {
                Some(target) => {
                    let known = task.auxiliary.values().map(Name::as_str);
                    let pointer = format!("{}/target", self.pointer);
                    let known: Vec<&str> = known.collect();
                    let what = format!("auxiliary target of task `{name}` named");
                    self.check.unknown(&pointer, &what, target.as_str(), known);
                    return None;
                }
                None => (
                    format!(
                        "a figure of type `{}` cannot be made of task `{name}`, which is of type `{}`",
                        self.spec.kind, task.kind
                    ),
                    format!("name {} task", wanted(self.spec.kind)),
                ),
            };
            self.wrong(at, message, help);
            return None;
        }
        let fitting = tasks
            .iter()
            .filter(|(name, task)| self.keeps(Dimension::Task, name) && self.fits(task));
        let fitting: Vec<_> = fitting.collect();
        match fitting.as_slice() {
            [one] => Some(*one),
            [] => {
                let message = match &self.spec.target {
                    Some(target) => format!("no task predicts the target `{target}`"),
                    None => format!("this spec has no {} task", bare(self.spec.kind)),
                };
                let key = if self.spec.target.is_some() {
                    "target"
                } else {
                    "type"
                };
                self.wrong(key, message, None);
                None
            }
            many => {
                let fitting = listed(many.iter().map(|(name, _)| name.as_str()));
                let message = format!(
                    "figure `{}` is of one task, and {} fit it: {fitting}",
                    self.name,
                    many.len()
                );
                self.wrong("", message, "name one under `where.task`".to_owned());
                None
            }
        }
    }

    /// The target whose classes are shown.
    pub(super) fn target(&self, task: &'a TaskSpec) -> Option<&'a Name> {
        let spec = self.spec;
        if !spec.kind.is_of_classes() {
            return None;
        }
        let own = (task.kind == TaskType::Classification).then_some(&task.target);
        spec.target.as_ref().or(own)
    }
}

/// The kind of task that a figure needs.
fn bare(kind: FigureKind) -> &'static str {
    if kind.ranks_items() {
        "retrieval"
    } else if kind == FigureKind::PrecisionRecall {
        "classification or retrieval"
    } else {
        "classification"
    }
}

fn wanted(kind: FigureKind) -> String {
    format!("a {}", bare(kind))
}
