use super::matrix;
use crate::dataset::Values;
use crate::execute::Predictions;
use crate::metric::{OwnPartner, RetrievalInput, Similarity, Undefined};
use crate::spec::{Name, TaskSpec};

/// A view that queries and one that is ranked.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The view that queries.
    pub query: &'a Name,
    /// The view that is ranked.
    pub gallery: &'a Name,
}

impl Sides<'_> {
    /// What a ranking is made of, own partners counted.
    ///
    /// # Errors
    /// [`Undefined::OtherInput`] where a view has no embeddings or no classes.
    pub fn input<'p>(
        &self,
        task: &TaskSpec,
        predictions: &'p Predictions,
        similarity: Similarity,
    ) -> Result<RetrievalInput<'p>, Undefined> {
        let embedded = |view: &Name| match predictions.output(view.as_str()) {
            Some(Values::Matrix { width, data }) => Ok(matrix(*width, data)),
            _ => Err(Undefined::OtherInput),
        };
        let classes = |view: &Name| {
            let target = task.relevance.get(view);
            match target.and_then(|target| predictions.target(target.as_str())) {
                Some(Values::Classes(ids)) => Ok(ids.as_slice()),
                _ => Err(Undefined::OtherInput),
            }
        };
        Ok(RetrievalInput {
            query: embedded(self.query)?,
            gallery: embedded(self.gallery)?,
            query_class: classes(self.query)?,
            gallery_class: classes(self.gallery)?,
            own_partner: OwnPartner::Counted,
            similarity,
        })
    }
}
