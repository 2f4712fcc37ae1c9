//! What becomes of tables where something is left out.

use std::collections::BTreeSet;

use super::session::Prepared;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::evaluate::{Left, evaluate};
use crate::plan::Trial;
use crate::score::{Missing, Score};
use crate::spec::{DimensionValue, Name, TableSpec};
use crate::tabulate::{Labels, pruned, selects};
use crate::validate::LeftOut;

impl Prepared {
    /// The scores that the trials which are left out would have.
    pub(super) fn scores_left_out(&self) -> Vec<Score> {
        let valid = &self.valid;
        let mut scores = Vec::new();
        for out in &valid.left_out {
            let Some(task) = valid.spec.tasks.get(&out.task) else {
                continue;
            };
            let mut told = BTreeSet::new();
            for (name, model) in &valid.models {
                let shown = model.candidate_of.as_ref().unwrap_or(name);
                if !model.takes_part(&out.task, task.kind) || !told.insert(shown) {
                    continue;
                }
                for seed in valid.spec.seeds.values() {
                    let trial = Trial {
                        dataset: out.dataset.clone(),
                        task: out.task.clone(),
                        split: out.split.clone(),
                        fold: 0,
                        inner: None,
                        model: shown.clone(),
                        seed,
                    };
                    let nothing = Left::Nothing(Missing::NotRun);
                    let classes = |target: &Name| valid.classes_of(&out.dataset, target);
                    let similarity = model.card.similarity;
                    scores.extend(evaluate(&trial, task, similarity, &nothing, classes));
                }
            }
        }
        scores
    }

    /// Makes every table do without the scores that are left out, and say so.
    pub(super) fn prune_tables(&mut self, there: &[Score], left_out: &[Score]) -> Diagnostics {
        let mut found = Diagnostics::about(self.valid.source.texts().clone());
        let labels = self.labels();
        let described: Vec<_> = self.valid.spec.tables.keys().cloned().collect();
        for name in described {
            let Some(spec) = self.valid.spec.tables.get(&name) else {
                continue;
            };
            let note = self.note(spec, left_out, &labels);
            let mut without = pruned(spec, there, &labels);
            let message = match &without {
                None => Some(format!(
                    "table `{name}` is left out: none of its scores is there"
                )),
                Some(without) => lost(spec, without)
                    .map(|lost| format!("table `{name}` goes without the {lost}")),
            };
            if let Some(message) = message {
                let place = self.valid.source.key_place(&format!("/tables/{name}"));
                found.push(Diagnostic::warning(Code::NotThere, message).at(place));
            }
            match &mut without {
                Some(without) => {
                    without.notes.extend(note);
                    self.valid.spec.tables.insert(name, without.clone());
                }
                None => {
                    self.valid.spec.tables.shift_remove(&name);
                }
            }
        }
        found
    }

    /// What of a table is left out, for its readers.
    fn note(&self, spec: &TableSpec, left_out: &[Score], labels: &Labels) -> Option<String> {
        let selected = left_out
            .iter()
            .filter(|score| selects(spec, &score.key, labels));
        let selected: BTreeSet<_> = selected
            .map(|score| (&score.key.dataset, &score.key.task, &score.key.split))
            .collect();
        let is_selected =
            |out: &&LeftOut| selected.contains(&(&out.dataset, &out.task, &out.split));
        let lines = self.valid.left_out.iter().filter(is_selected).map(|out| {
            let dataset = self.valid.title_of(&out.dataset);
            format!("{dataset} (task {}, split {})", out.task, out.split)
        });
        let lines: Vec<_> = lines.collect();
        (!lines.is_empty()).then(|| {
            format!(
                "Left out, because data files are missing: {}.",
                lines.join("; ")
            )
        })
    }
}

/// The filter values that a table lost, in words.
fn lost(before: &TableSpec, after: &TableSpec) -> Option<String> {
    let lost = before.filter.iter().flat_map(|(dimension, wanted)| {
        let kept = after.filter.get(dimension);
        let is_lost = move |name: &&DimensionValue| {
            kept.is_none_or(|kept| kept.iter().all(|kept| kept != *name))
        };
        let lost = wanted.iter().filter(is_lost);
        lost.map(|name| format!("{} `{name}`", dimension.word()))
    });
    let lost: Vec<_> = lost.collect();
    (!lost.is_empty()).then(|| lost.join(", "))
}
