use super::runs::defined;
use super::{Body, Matrix, Panel, Shown};
use crate::metric::{RetrievalInput, Undefined, class_shares};

/// Items at the head of a ranking that are looked at.
pub(super) const FIRST: usize = 10;

/// Of which classes the first ten items of a ranking are, by the class of the query: expected counts over random
/// tie-breaking, averaged over runs. Each run has one input for each gallery.
pub fn retrieval_matrix(
    model: &str,
    query: &str,
    runs: &[Result<Vec<RetrievalInput<'_>>, Undefined>],
    classes: &[String],
) -> Shown<Panel> {
    let size = classes.len();
    let (counts, note) = defined(model, runs, |run| match run {
        Ok(galleries) => {
            let mut sum = vec![0.0; size * size];
            for input in galleries {
                let shares = class_shares(input, FIRST, size)?;
                for (sum, share) in sum.iter_mut().zip(shares) {
                    *sum += share;
                }
            }
            Ok(sum)
        }
        Err(reason) => Err(reason.clone()),
    });
    let body = if counts.is_empty() {
        Body::Nothing("no embeddings".to_owned())
    } else {
        let mean = |at: usize| {
            let values = counts.iter().map(|counts| counts[at]);
            values.sum::<f64>() / counts.len() as f64
        };
        Body::Matrix(Matrix {
            row_title: "Class of the query".to_owned(),
            column_title: format!("Class of the first {FIRST} items"),
            rows: classes.to_vec(),
            columns: classes.to_vec(),
            counts: (0..size * size).map(mean).collect(),
        })
    };
    Shown {
        shown: Panel::new(model, body).with_detail(Some(format!("query: {query}"))),
        notes: note.into_iter().collect(),
    }
}
