use emospec_sdk::{Error, Outputs, Rows, Run};
use serde::{Deserialize, Serialize};

use crate::canonical::Canonical;
use crate::columns::view_of_width;
use crate::single::{single, unit};

/// A map from each of two views into a common space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinearEmbedding {
    /// The names of the views.
    pub views: [String; 2],
    /// Their maps.
    pub canonical: Canonical,
}

impl LinearEmbedding {
    /// The embeddings of rows, rows x directions, of length 1: cosines do not depend on it.
    ///
    /// # Errors
    /// Where a view is missing, or has another width or a value that is not a finite number.
    pub fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        let mut outputs = Outputs::default();
        for (name, projection) in self.views.iter().zip(&self.canonical.projections) {
            let view = view_of_width(rows, name, projection.inputs())?;
            let embeddings: Vec<_> = view
                .column_iter()
                .map(|row| unit(projection.of(&row)))
                .collect();
            outputs.matrix(name, projection.outputs(), single(&embeddings))?;
        }
        Ok(outputs)
    }
}
