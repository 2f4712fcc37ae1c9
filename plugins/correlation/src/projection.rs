use nalgebra::{DMatrix, DVector, DVectorView};
use serde::{Deserialize, Serialize};

/// An affine map of a row: `weights (row - mean)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// One for each column of the view.
    pub mean: DVector<f64>,
    /// Outputs x columns of the view.
    pub weights: DMatrix<f64>,
}

impl Projection {
    /// Columns of the view it reads.
    pub fn inputs(&self) -> usize {
        self.mean.len()
    }

    /// Numbers it makes of a row.
    pub fn outputs(&self) -> usize {
        self.weights.nrows()
    }

    /// The image of a row, computed in one order of sums whatever rows stand beside it.
    pub fn of(&self, row: &DVectorView<'_, f64>) -> DVector<f64> {
        &self.weights * (row - &self.mean)
    }

    /// The images of many rows at once, for fitting: one column a row, and rounded otherwise than [`Projection::of`].
    pub fn of_all(&self, rows: &DMatrix<f64>) -> DMatrix<f64> {
        &self.weights * centred(rows, &self.mean)
    }
}

/// The columns of `rows` less `mean`.
pub fn centred(rows: &DMatrix<f64>, mean: &DVector<f64>) -> DMatrix<f64> {
    let mut centred = rows.clone();
    for mut row in centred.column_iter_mut() {
        row -= mean;
    }
    centred
}
