//! Classes that are shown.

use super::FigureCheck;
use crate::diagnostic::listed;
use crate::spec::{Name, TaskSpec};

impl FigureCheck<'_, '_> {
    /// The classes shown, and which of them is told from the others.
    pub(super) fn classes(
        &mut self,
        task: &TaskSpec,
        target: Option<&Name>,
        places: &[(Name, Name)],
    ) -> Option<(Vec<String>, usize)> {
        let kind = self.spec.kind;
        let of_items: Vec<&Name> = if kind.ranks_items() {
            task.views
                .iter()
                .filter_map(|view| task.relevance.get(view))
                .collect()
        } else {
            Vec::new()
        };
        let Some(target) = target.or(of_items.first().copied()) else {
            return Some((Vec::new(), 0));
        };
        let facts = &self.datasets.get(&places.first()?.0)?.facts;
        let of = |target: &Name| facts.columns.get(target).and_then(|it| it.classes.clone());
        let Some(classes) = of(target) else {
            let message = format!(
                "figure `{}` is of classes, and `{target}` has none",
                self.name
            );
            self.wrong("", message, None);
            return None;
        };
        if let Some(other) = of_items
            .iter()
            .find(|other| of(other).as_ref() != Some(&classes))
        {
            let message = format!(
                "figure `{}` shows the classes of all views together, and those of `{other}` are not those of `{target}`",
                self.name
            );
            self.wrong("", message, None);
            return None;
        }
        if !kind.is_of_one_class() {
            return Some((classes, 0));
        }
        let Some(positive) = &self.spec.positive else {
            if classes.len() == 2 {
                return Some((classes, 1));
            }
            let message = format!(
                "`{target}` has {} classes, and figure `{}` tells one from the others",
                classes.len(),
                self.name
            );
            let help = format!(
                "add `positive: CLASS`, one of {}",
                listed(classes.iter().map(String::as_str))
            );
            self.wrong("", message, help);
            return None;
        };
        let Some(place) = classes.iter().position(|class| class == positive) else {
            let pointer = format!("{}/positive", self.pointer);
            let what = format!("class of `{target}` named");
            let known = classes.iter().map(String::as_str);
            self.check.unknown(&pointer, &what, positive, known);
            return None;
        };
        Some((classes, place))
    }
}
