//! Embeddings of views.

use super::{Making, matrix};
use crate::dataset::Values;
use crate::execute::Predictions;
use crate::figure::{Body, Embedded, Panel, Shown, embedding};
use crate::metric::{MatrixRef, Similarity, Undefined};
use crate::spec::Name;

impl Making<'_> {
    pub(super) fn columns_of_views(&self) -> Vec<String> {
        let outputs = self.task.views.iter().map(|view| format!("output.{view}"));
        let mut columns: Vec<String> = outputs.collect();
        for target in self.task.relevance.values() {
            let column = format!("target.{target}");
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    pub(super) fn embedding(&self) -> Shown<Vec<Panel>> {
        let (mut shown, mut notes) = (Vec::new(), Vec::new());
        let mut is_scaled = false;
        for model in &self.valid.models {
            let title = self.title_of(model);
            let of_model = self.trials().of(model, &self.columns_of_views());
            let Some(run) = of_model.runs.first() else {
                notes.extend(of_model.note(title));
                let body = Body::Nothing("no trial has results".to_owned());
                shown.push(Panel::new(title, body));
                continue;
            };
            let views: Option<Vec<Embedded<'_>>> = self
                .task
                .views
                .iter()
                .map(|view| {
                    let (rows, classes) = self.embedded(&run.predictions, view).ok()?;
                    Some(Embedded {
                        view: view.to_string(),
                        rows,
                        classes,
                    })
                })
                .collect();
            let similarity = self.prepared.similarity_of(model);
            is_scaled |= similarity == Similarity::Cosine;
            let map = embedding(
                title,
                &views.unwrap_or_default(),
                &self.valid.classes,
                similarity,
            );
            shown.push(map.shown);
            notes.extend(map.notes.iter().map(|note| format!("{note}.")));
        }
        let mut said = vec!["First seed; axes: share of the variance along them.".to_owned()];
        if is_scaled {
            let scaled = "Embeddings that are compared by cosine are scaled to length one.";
            said.push(scaled.to_owned());
        }
        said.extend(notes);
        Shown { shown, notes: said }
    }

    /// The embeddings of a view, and the classes by which its rows are relevant.
    pub(super) fn embedded<'p>(
        &self,
        predictions: &'p Predictions,
        view: &Name,
    ) -> Result<(MatrixRef<'p>, &'p [i64]), Undefined> {
        let target = self.task.relevance.get(view);
        let classes = target.and_then(|target| predictions.target(target.as_str()));
        match (predictions.output(view.as_str()), classes) {
            (Some(Values::Matrix { width, data }), Some(Values::Classes(classes))) => {
                Ok((matrix(*width, data), classes.as_slice()))
            }
            _ => Err(Undefined::OtherInput),
        }
    }
}
