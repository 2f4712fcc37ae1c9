use super::{MatrixRef, Ranking, Similarity, Undefined};

/// What a classification metric reads.
#[derive(Debug, Clone, Copy)]
pub struct ClassificationInput<'a> {
    /// True class of each of N rows, `0..C`.
    pub truth: &'a [i64],
    /// N x C probabilities.
    pub probabilities: MatrixRef<'a>,
}

/// What a regression metric reads.
#[derive(Debug, Clone, Copy)]
pub struct RegressionInput<'a> {
    /// True values of N rows.
    pub truth: &'a [f64],
    /// Predicted values of the same rows.
    pub predicted: &'a [f64],
}

/// What a [`Ranking`] is made of. A gallery item is relevant to a query when their classes are equal.
#[derive(Debug, Clone, Copy)]
pub struct RetrievalInput<'a> {
    /// Q x K embeddings of the query view.
    pub query: MatrixRef<'a>,
    /// G x K embeddings of the gallery view.
    pub gallery: MatrixRef<'a>,
    /// Class of each query.
    pub query_class: &'a [i64],
    /// Class of each gallery item.
    pub gallery_class: &'a [i64],
    /// Whether a query's own partner is among the items ranked for it.
    pub own_partner: OwnPartner,
    /// How a query and an item are compared.
    pub similarity: Similarity,
}

/// What becomes of a query's own partner: row i of the query view and row i of the gallery view are partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnPartner {
    /// It is ranked and counts as relevant like any other item.
    Counted,
    /// It is left out of the gallery of its own query; both views then need the same rows.
    Excluded,
}

/// What [`ResolvedMetric::value`](super::ResolvedMetric::value) reads.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// For metrics of classification.
    Classification(ClassificationInput<'a>),
    /// For metrics of regression.
    Regression(RegressionInput<'a>),
    /// For metrics of retrieval; one ranking serves all that treat own partners alike.
    Retrieval(&'a Ranking),
}

impl<'a> ClassificationInput<'a> {
    /// The true classes as columns of the probabilities, and the rows of probabilities.
    ///
    /// # Errors
    /// [`Undefined`] when there are no rows, the shapes disagree or a class has no column.
    pub fn checked(&self) -> Result<(Vec<usize>, std::slice::ChunksExact<'a, f32>), Undefined> {
        check_count(self.truth.len(), self.probabilities.rows)?;
        let rows = self.probabilities.checked_rows()?;
        let classes = self.probabilities.width;
        let column = |&class: &i64| {
            usize::try_from(class)
                .ok()
                .filter(|&column| column < classes)
                .ok_or(Undefined::UnknownClass { class, classes })
        };
        Ok((
            self.truth.iter().map(column).collect::<Result<_, _>>()?,
            rows,
        ))
    }
}

impl RetrievalInput<'_> {
    /// Checks that both views can be ranked for each other.
    ///
    /// # Errors
    /// [`Undefined`] when shapes or class counts disagree, or partners are asked for but missing.
    pub(super) fn check(&self) -> Result<(), Undefined> {
        let (query, gallery) = (&self.query, &self.gallery);
        check_count(self.query_class.len(), query.rows)?;
        check_count(self.gallery_class.len(), gallery.rows)?;
        if query.width != gallery.width {
            return Err(Undefined::Width {
                query: query.width,
                gallery: gallery.width,
            });
        }
        if self.own_partner == OwnPartner::Excluded && query.rows != gallery.rows {
            return Err(Undefined::NoPartner {
                query: query.rows,
                gallery: gallery.rows,
            });
        }
        Ok(())
    }
}

/// Checks that every row has one true value.
///
/// # Errors
/// [`Undefined::RowCount`] when the counts differ.
pub(super) fn check_count(truth: usize, predicted: usize) -> Result<(), Undefined> {
    if truth == predicted {
        Ok(())
    } else {
        Err(Undefined::RowCount { truth, predicted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(truth: &[i64]) -> Undefined {
        let probabilities = MatrixRef {
            rows: 2,
            width: 2,
            data: &[0.5; 4],
        };
        ClassificationInput {
            truth,
            probabilities,
        }
        .checked()
        .unwrap_err()
    }

    #[test]
    fn a_class_without_a_column_is_named() {
        assert_eq!(
            refusal(&[0, 2]),
            Undefined::UnknownClass {
                class: 2,
                classes: 2
            }
        );
        assert_eq!(
            refusal(&[-1, 0]),
            Undefined::UnknownClass {
                class: -1,
                classes: 2
            }
        );
    }

    #[test]
    fn every_row_needs_one_true_class() {
        assert_eq!(
            refusal(&[0]),
            Undefined::RowCount {
                truth: 1,
                predicted: 2
            }
        );
    }
}
