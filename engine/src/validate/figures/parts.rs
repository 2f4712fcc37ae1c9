//! Views and metrics of the task.

use super::FigureCheck;
use crate::spec::{Dimension, FigureKind, Name, TaskSpec, TaskType};

impl<'a> FigureCheck<'a, '_> {
    pub(super) fn queries(&mut self, name: &Name, task: &'a TaskSpec) -> Option<Vec<Name>> {
        let is_of_queries = task.kind == TaskType::Retrieval
            && self.spec.target.is_none()
            && matches!(
                self.spec.kind,
                FigureKind::PrecisionRecall
                    | FigureKind::RetrievalMatrix
                    | FigureKind::CriticalDifference
            );
        let named = self.filter(Dimension::Query);
        if !is_of_queries {
            if !named.is_empty() {
                let message = format!("figure `{}` has no views that query", self.name);
                self.wrong("where/query", message, "remove it".to_owned());
                return None;
            }
            return Some(Vec::new());
        }
        for (view, at) in &named {
            if !task.views.contains(view) {
                let pointer = format!("{}/{at}", self.pointer);
                let what = format!("view of task `{name}` named");
                let known = task.views.iter().map(Name::as_str);
                self.check.unknown(&pointer, &what, view.as_str(), known);
                return None;
            }
        }
        let kept = named.into_iter().map(|(view, _)| view.clone());
        let kept: Vec<Name> = kept.collect();
        Some(if kept.is_empty() {
            task.views.clone()
        } else {
            kept
        })
    }

    pub(super) fn metric(&mut self, name: &Name, task: &TaskSpec) -> Option<()> {
        let Some(metric) = &self.spec.metric else {
            return Some(());
        };
        let known = || task.metrics.iter().map(|choice| choice.name().as_str());
        if known().any(|known| known == metric.as_str()) {
            return Some(());
        }
        let pointer = format!("{}/metric", self.pointer);
        let what = format!("metric of task `{name}` named");
        self.check
            .unknown(&pointer, &what, metric.as_str(), known());
        None
    }
}
