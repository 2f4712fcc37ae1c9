//! Losses by epoch.

use super::{Making, means};
use crate::figure::{Body, Panel, Shown, training};

impl Making<'_> {
    pub(super) fn training(&self) -> Shown<Vec<Panel>> {
        let (mut shown, mut notes, mut without) = (Vec::new(), Vec::new(), Vec::new());
        let mut gathered = Vec::new();
        for model in &self.valid.models {
            let of_model = self.trials().of(model, &[]);
            let title = self.title_of(model);
            let runs = of_model.epochs(&self.prepared.session.cache);
            notes.extend(of_model.note(title));
            match training(title, &runs) {
                Some(panel) => {
                    shown.push(panel);
                    gathered.push(of_model);
                }
                None if of_model.runs.is_empty() => {
                    let body = Body::Nothing("no trial has results".to_owned());
                    shown.push(Panel::new(title, body));
                }
                None => without.push(title.to_owned()),
            }
        }
        let mut said: Vec<String> = means(&gathered, true).into_iter().collect();
        if gathered.iter().any(|of_model| of_model.runs.len() > 1) {
            let ends = "A curve ends where fewer than half of its trials still train.";
            said.push(ends.to_owned());
        }
        if !without.is_empty() {
            said.push(format!("Without losses by epoch: {}.", without.join("; ")));
        }
        said.extend(notes);
        Shown { shown, notes: said }
    }
}
