use emospec_sdk::Error;
use nalgebra::{DMatrix, DVector};

use crate::projection::{Projection, centred};
use crate::symmetric::Symmetric;

/// The map that whitens a view: with covariance S = V L V' of the weighted rows and ridge r, the rows of
/// `diag(L + r)^-1/2 V'` for the p directions in which the rows vary at all.
///
/// Written out, S + rI has the inverse root `V (L + r)^-1/2 V' + r^-1/2 (I - V V')`. What it is multiplied with in
/// canonical correlation is made of centred rows, which `I - V V'` maps to zero. So the second term drops out, with any
/// ridge, and p directions give the exact result. There are at most as many as rows; with more columns than rows they
/// come from the inner products of rows, Z'Z = U L U', by V = Z U L^-1/2.
///
/// # Errors
/// Where a value is too large, or the decomposition does not converge.
#[expect(clippy::float_cmp, reason = "a constant column has one value, exactly")]
pub fn whitening(
    rows: &DMatrix<f64>,
    weights: &DVector<f64>,
    ridge: f64,
    components: Option<usize>,
) -> Result<Projection, Error> {
    let total = weights.sum();
    let mean = rows * weights / total;
    let mut scaled = centred(rows, &mean);
    for (mut row, weight) in scaled.column_iter_mut().zip(weights) {
        row *= weight.sqrt();
    }
    // Rounding of the mean gives a constant column a tiny variance, so it is told by its values.
    for (index, row) in rows.row_iter().enumerate() {
        let mut values = row.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        let first = values.next();
        if values.all(|(value, _)| first.is_none_or(|(first, _)| value == first)) {
            scaled.row_mut(index).fill(0.0);
        }
    }
    let (width, count) = scaled.shape();
    let is_wide = width > count;
    let products = if is_wide {
        scaled.tr_mul(&scaled)
    } else {
        &scaled * scaled.transpose()
    };
    let parts = Symmetric::decompose(products)?;
    let kept = parts
        .rank(width.max(count))
        .min(components.unwrap_or(usize::MAX));
    let mut directions = parts.vectors.columns(0, kept).into_owned();
    if is_wide {
        directions = scaled * directions;
    }
    for (mut direction, value) in directions.column_iter_mut().zip(&parts.values) {
        let length = if is_wide { value.sqrt() } else { 1.0 };
        direction /= length * (value + ridge).sqrt();
    }
    Ok(Projection {
        mean,
        weights: directions.transpose(),
    })
}
