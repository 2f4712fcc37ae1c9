//! What queries retrieve.

use super::{Making, means};
use crate::cli::gathered::Gathered;
use crate::execute::Predictions;
use crate::figure::{Panel, Shown, retrieval_curve, retrieval_matrix};
use crate::metric::{OwnPartner, Ranking, RetrievalInput, Similarity, Undefined};
use crate::spec::Name;

impl Making<'_> {
    /// What a ranking of each gallery is made of.
    pub(super) fn rankings<'p>(
        &self,
        predictions: &'p Predictions,
        query: &Name,
        similarity: Similarity,
    ) -> Result<Vec<RetrievalInput<'p>>, Undefined> {
        let (of_query, query_class) = self.embedded(predictions, query)?;
        let galleries = self.task.views.iter().filter(|view| *view != query);
        galleries
            .map(|gallery| {
                let (of_gallery, gallery_class) = self.embedded(predictions, gallery)?;
                Ok(RetrievalInput {
                    query: of_query,
                    gallery: of_gallery,
                    query_class,
                    gallery_class,
                    own_partner: OwnPartner::Counted,
                    similarity,
                })
            })
            .collect()
    }

    pub(super) fn retrieval_matrix(&self) -> Shown<Vec<Panel>> {
        let (mut shown, mut notes, mut undefined) = (Vec::new(), Vec::new(), Vec::new());
        let mut gathered = Vec::new();
        for model in &self.valid.models {
            let title = self.title_of(model);
            let of_model = self.trials().of(model, &self.columns_of_views());
            notes.extend(of_model.note(title));
            let similarity = self.prepared.similarity_of(model);
            for query in &self.valid.queries {
                let runs: Vec<_> = of_model
                    .runs
                    .iter()
                    .map(|run| self.rankings(&run.predictions, query, similarity))
                    .collect();
                let matrix = retrieval_matrix(title, query.as_str(), &runs, &self.valid.classes);
                shown.push(matrix.shown);
                undefined.extend(matrix.notes.iter().map(|note| format!("{note}.")));
            }
            gathered.push(of_model);
        }
        let mut said = vec![
            "Percent of the first 10 items of each class; a query's own partner is an item like the others."
                .to_owned(),
        ];
        said.extend(means(&gathered, false));
        said.extend(undefined);
        said.extend(notes);
        Shown { shown, notes: said }
    }

    pub(super) fn retrieval_curves(&self) -> Shown<Vec<Panel>> {
        let gathered: Vec<Gathered> = self
            .valid
            .models
            .iter()
            .map(|model| self.trials().of(model, &self.columns_of_views()))
            .collect();
        let (mut shown, mut undefined) = (Vec::new(), Vec::new());
        for query in &self.valid.queries {
            let models: Vec<_> = gathered
                .iter()
                .map(|of_model| {
                    let similarity = self.prepared.similarity_of(&of_model.model);
                    let runs = of_model.runs.iter().map(|run| {
                        let galleries = self.rankings(&run.predictions, query, similarity)?;
                        galleries.iter().map(Ranking::new).collect()
                    });
                    let title = self.title_of(&of_model.model).to_owned();
                    (title, runs.collect::<Vec<Result<Vec<Ranking>, _>>>())
                })
                .collect();
            let curves = retrieval_curve(&format!("query: {query}"), &models);
            shown.push(curves.shown);
            undefined.extend(curves.notes.iter().map(|note| format!("{note}.")));
        }
        let mut said = vec!["Interpolated precision, the mean over queries.".to_owned()];
        said.extend(means(&gathered, true));
        said.extend(undefined);
        let notes = gathered
            .iter()
            .filter_map(|of_model| of_model.note(self.title_of(&of_model.model)));
        said.extend(notes);
        Shown { shown, notes: said }
    }
}
