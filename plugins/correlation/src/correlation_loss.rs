use emospec_sdk::Error;
use nalgebra::DMatrix;

use crate::projection::centred;
use crate::singular::Singular;
use crate::symmetric::Symmetric;

/// The negative sum of the k largest canonical correlations of two batches of outputs, and its gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrelationLoss {
    /// The loss.
    pub value: f64,
    /// Its gradient with respect to each of the two outputs, one column a row.
    pub gradients: [DMatrix<f64>; 2],
}

impl CorrelationLoss {
    /// Andrew, Arora, Bilmes and Livescu, Deep canonical correlation analysis, ICML 2013, equations 10 to 13. With
    /// T = S11^-1/2 S12 S22^-1/2 = U D V', of which the k largest singular values are kept, and m rows:
    ///
    /// ```text
    /// d sum(D) / d H1 = (2 N11 H1 + N12 H2) / (m - 1),     H centred
    /// N12 = S11^-1/2 U V' S22^-1/2,   N11 = -1/2 S11^-1/2 U D U' S11^-1/2
    /// ```
    ///
    /// # Errors
    /// Where an output is not a finite number.
    pub fn of(outputs: [&DMatrix<f64>; 2], k: usize, ridge: f64) -> Result<Self, Error> {
        let [first, second] = outputs.map(|rows| centred(rows, &rows.column_mean()));
        let scale = 1.0 / (first.ncols().max(2) - 1) as f64;
        let root = |rows: &DMatrix<f64>| {
            Ok::<_, Error>(
                Symmetric::decompose(rows * rows.transpose() * scale)?.inverse_root(ridge),
            )
        };
        let (first_root, second_root) = (root(&first)?, root(&second)?);
        let core = &first_root * (&first * second.transpose() * scale) * &second_root;
        let Singular {
            values,
            left,
            right,
        } = Singular::decompose(core, k)?;
        let (left, right) = (first_root * left, second_root * right);
        // Both sides the same: N12 of the other view, less its own directions, each as much as it correlates.
        let gradient = |own: &DMatrix<f64>,
                        rows: &DMatrix<f64>,
                        other: &DMatrix<f64>,
                        beside: &DMatrix<f64>| {
            let mut along = own.tr_mul(rows);
            for (mut direction, value) in along.row_iter_mut().zip(&values) {
                direction *= *value;
            }
            own * (along - other.tr_mul(beside)) * scale
        };
        Ok(Self {
            value: -values.sum(),
            gradients: [
                gradient(&left, &first, &right, &second),
                gradient(&right, &second, &left, &first),
            ],
        })
    }
}
