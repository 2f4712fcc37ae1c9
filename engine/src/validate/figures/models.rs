//! Models that take part.

use super::FigureCheck;
use crate::diagnostic::listed;
use crate::spec::{Dimension, FigureKind, Name, TaskSpec};

impl FigureCheck<'_, '_> {
    /// The models that take part in the task, in the order of the figure.
    pub(super) fn models_of(&mut self, task_name: &Name, task: &TaskSpec) -> Option<Vec<Name>> {
        let models = self.models;
        let takes_part = |shown: &Name| {
            models.iter().any(|(name, model)| {
                let of = model.candidate_of.as_ref().unwrap_or(name);
                of == shown && model.takes_part(task_name, task.kind)
            })
        };
        let named = self.filter(Dimension::Model);
        let outside: Vec<_> = named
            .iter()
            .filter(|(model, _)| !takes_part(model))
            .cloned()
            .collect();
        let chosen: Vec<Name> = if named.is_empty() {
            let all = self.shown.iter().filter(|model| takes_part(model));
            all.map(|model| (*model).clone()).collect()
        } else {
            named.iter().map(|(model, _)| (*model).clone()).collect()
        };
        let there: Vec<&str> = self
            .shown
            .iter()
            .filter(|model| takes_part(model))
            .map(|model| model.as_str())
            .collect();
        let help = format!("there are: {}", listed(there));
        let is_wrong = !outside.is_empty();
        for (model, at) in outside {
            let message = format!(
                "model `{model}` takes no part in the task of figure `{}`",
                self.name
            );
            self.wrong(&at, message, help.clone());
        }
        let is_ranks = self.spec.kind == FigureKind::CriticalDifference;
        if is_ranks && chosen.len() < 2 {
            let message = format!(
                "figure `{}` ranks models, and there is one alone",
                self.name
            );
            self.wrong("", message, "let two or more models take part".to_owned());
            return None;
        }
        (!is_wrong).then_some(chosen)
    }
}
