//! Names and keys that mean something.

use super::FigureCheck;
use crate::spec::{Dimension, FigureKind, Name};
use crate::validate::names;

impl FigureCheck<'_, '_> {
    /// Every name of the filters is one of the spec.
    pub(super) fn known_names(&mut self) {
        let spec = &self.check.loaded.spec;
        let views = spec.tasks.values().flat_map(|task| &task.views);
        let known: [(Dimension, Vec<&str>); 5] = [
            (Dimension::Dataset, names(&spec.datasets).collect()),
            (Dimension::Task, names(&spec.tasks).collect()),
            (Dimension::Split, names(&spec.splits).collect()),
            (
                Dimension::Model,
                self.shown.iter().map(|name| name.as_str()).collect(),
            ),
            (Dimension::Query, views.map(Name::as_str).collect()),
        ];
        for (dimension, known) in known {
            for (name, at) in self.filter(dimension) {
                if !known.contains(&name.as_str()) {
                    let what = match dimension {
                        Dimension::Query => "view",
                        other => other.word(),
                    };
                    let pointer = format!("{}/{at}", self.pointer);
                    let known = known.iter().copied();
                    self.check.unknown(&pointer, what, name.as_str(), known);
                }
            }
        }
    }

    /// No key is given that means nothing here.
    pub(super) fn keys(&mut self) {
        let kind = self.spec.kind;
        let others = [
            Dimension::Family,
            Dimension::Metric,
            Dimension::Class,
            Dimension::Fold,
            Dimension::Seed,
        ];
        for other in others {
            if !self.spec.filter.contains_key(&other) {
                continue;
            }
            let message = format!("a figure is not filtered by {}", other.word());
            let help = match (other, kind) {
                (Dimension::Metric, FigureKind::CriticalDifference) => {
                    "write `metric: NAME` beside `where`"
                }
                _ => "remove it",
            };
            self.wrong(&format!("where/{}", other.word()), message, help.to_owned());
        }
        let is_ranks = kind == FigureKind::CriticalDifference;
        let keys = [
            ("target", self.spec.target.is_some(), kind.is_of_classes()),
            ("metric", self.spec.metric.is_some(), is_ranks),
            (
                "positive",
                self.spec.positive.is_some(),
                kind.is_of_one_class(),
            ),
        ];
        for (key, is_given, means_something) in keys {
            if is_given && !means_something {
                let message = format!("`{key}` means nothing to a figure of type `{kind}`");
                self.wrong(key, message, "remove it".to_owned());
            }
        }
        if is_ranks && self.spec.metric.is_none() {
            let message = format!(
                "figure `{}` does not say which metric ranks the models",
                self.name
            );
            self.wrong(
                "",
                message,
                "add `metric: NAME`, a metric of its task".to_owned(),
            );
        }
    }
}
