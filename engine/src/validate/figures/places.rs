//! Datasets and splits.

use super::FigureCheck;
use crate::diagnostic::{Code, Diagnostic, listed};
use crate::spec::{Dimension, FigureKind, Name, TaskSpec};
use crate::validate::validated::tasks_on;

impl FigureCheck<'_, '_> {
    /// The datasets and splits the task is asked on: one of each, but for ranks. None also where files are not there.
    pub(super) fn places(&mut self, name: &Name, task: &TaskSpec) -> Option<Vec<(Name, Name)>> {
        let loaded = self.check.loaded;
        let mut places = Vec::new();
        let mut is_left_out = false;
        for dataset in loaded.spec.datasets.keys() {
            let asked = tasks_on(&loaded.spec, dataset).any(|(task, _)| task == name);
            if !asked || !self.keeps(Dimension::Dataset, dataset) {
                continue;
            }
            for split in &task.split {
                if !self.keeps(Dimension::Split, split) {
                    continue;
                }
                let out =
                    self.check.left_out.iter().any(|out| {
                        out.dataset == *dataset && out.task == *name && out.split == *split
                    });
                if out || !self.datasets.contains_key(dataset) {
                    is_left_out = true;
                } else {
                    places.push((dataset.clone(), split.clone()));
                }
            }
        }
        let is_ranks = self.spec.kind == FigureKind::CriticalDifference;
        if places.is_empty() && is_left_out {
            if self.check.around.skip_missing {
                let message = format!(
                    "figure `{}` is left out: its dataset is not there",
                    self.name
                );
                let place = loaded.source.key_place(&self.pointer);
                self.check
                    .found
                    .push(Diagnostic::warning(Code::NotThere, message).at(place));
            }
            return None;
        }
        if places.is_empty() {
            let message = format!(
                "figure `{}` is of nothing: task `{name}` is not asked on that dataset with that split",
                self.name
            );
            self.wrong("where", message, None);
            return None;
        }
        if !is_ranks && places.len() > 1 {
            let datasets = listed_once(places.iter().map(|place| &place.0));
            let splits = listed_once(places.iter().map(|place| &place.1));
            let (what, names) = if datasets.1 > 1 {
                ("dataset", datasets.0)
            } else {
                ("split", splits.0)
            };
            let message = format!(
                "figure `{}` is of one {what}, and task `{name}` is asked on {names}",
                self.name
            );
            self.wrong("", message, format!("name one under `where.{what}`"));
            return None;
        }
        Some(places)
    }
}

/// The names, each once, and how many they are.
fn listed_once<'n>(names: impl Iterator<Item = &'n Name>) -> (String, usize) {
    let mut once: Vec<&str> = Vec::new();
    for name in names {
        if !once.contains(&name.as_str()) {
            once.push(name.as_str());
        }
    }
    let count = once.len();
    (listed(once), count)
}
