use emospec_sdk::{Error, Run};
use nalgebra::{DMatrix, DVector, DVectorView};
use serde::{Deserialize, Serialize};

use crate::gram_factor::{GramFactor, product};
use crate::projection::centred;
use crate::single::unit;

/// What is smaller than this beside what it is made of is rounding.
const ROUNDING: f64 = 1e-12;

/// How far a row of one view goes with a row of the other, as the views of matching rows do: their cross-covariance
/// between ridge inverses.
///
/// ```text
/// u = row / |row| - mean of the matched rows so divided         (0 / |0| is 0; A, B hold the u of the matched rows, n x d)
/// s(v, m) = u_v' (A'A + r1 I)^-1 A'B (B'B + r2 I)^-1 u_m / sigma
/// ```
///
/// sigma is the population standard deviation of the numerator over all n x n pairs of matched rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correspondence {
    means: [DVector<f64>; 2],
    /// The first view's width x the second's, divided by sigma.
    map: DMatrix<f64>,
}

impl Correspondence {
    /// That of the matched rows, one column a row. Nothing where they do not vary together: a single row, equal rows,
    /// none.
    ///
    /// # Errors
    /// Where a ridge is too small, or the engine asked to stop.
    pub fn fit(
        matched: [DMatrix<f64>; 2],
        ridges: [f64; 2],
        run: &Run<'_>,
    ) -> Result<Option<Self>, Error> {
        if matched[0].ncols() == 0 {
            return Ok(None);
        }
        let units = matched.map(units);
        let means = units.each_ref().map(DMatrix::column_mean);
        let views = [centred(&units[0], &means[0]), centred(&units[1], &means[1])];
        let spreads = views.each_ref().map(DMatrix::norm_squared);
        let count = units[0].ncols() as f64;
        if spreads
            .iter()
            .any(|spread| *spread <= count * ROUNDING.powi(2))
        {
            return Ok(None);
        }
        let map = ridge_map(views.each_ref(), ridges, run)?;
        let sigma = deviation(&map, views.each_ref(), run)?;
        // Each of the two products of a view with its ridge inverse is at most this large.
        let shrinkage = |view: usize| spreads[view] / (spreads[view] + ridges[view]);
        if sigma * count <= ROUNDING * shrinkage(0) * shrinkage(1) {
            return Ok(None);
        }
        let map = map / sigma;
        Ok(Some(Self { means, map }))
    }

    /// s of two standardised rows.
    pub fn of(&self, first: &DVectorView<'_, f64>, second: &DVectorView<'_, f64>) -> f64 {
        let [first, second] =
            [(first, &self.means[0]), (second, &self.means[1])].map(|(row, mean)| {
                let mut row = unit(row.into_owned());
                row -= mean;
                row
            });
        (&self.map * second).dot(&first)
    }
}

/// Rows divided by their lengths.
fn units(mut rows: DMatrix<f64>) -> DMatrix<f64> {
    for mut row in rows.column_iter_mut() {
        let divided = unit(row.clone_owned());
        row.copy_from(&divided);
    }
    rows
}

/// `(A'A + r1 I)^-1 A'B (B'B + r2 I)^-1` of centred rows, one column a row; each inverse is as large as a view has fewer
/// of, columns or rows: `(A'A + r I)^-1 A' = A' (AA' + r I)^-1`.
fn ridge_map(
    [first, second]: [&DMatrix<f64>; 2],
    ridges: [f64; 2],
    run: &Run<'_>,
) -> Result<DMatrix<f64>, Error> {
    // The narrower view makes the right-hand sides.
    if first.nrows() < second.nrows() {
        return Ok(ridge_map([second, first], [ridges[1], ridges[0]], run)?.transpose());
    }
    let rows = second.transpose();
    let targets = if second.ncols() <= second.nrows() {
        GramFactor::of(second, ridges[1], run)?.solve(rows, run)?
    } else {
        let factor = GramFactor::of(&rows, ridges[1], run)?;
        factor.solve(second.clone(), run)?.transpose()
    };
    if first.ncols() <= first.nrows() {
        let weights = GramFactor::of(first, ridges[0], run)?.solve(targets, run)?;
        product(first, &weights, run)
    } else {
        let moments = product(first, &targets, run)?;
        GramFactor::of(&first.transpose(), ridges[0], run)?.solve(moments, run)
    }
}

/// The population standard deviation of `u_v' map u_m` over all pairs of rows.
fn deviation(
    map: &DMatrix<f64>,
    [first, second]: [&DMatrix<f64>; 2],
    run: &Run<'_>,
) -> Result<f64, Error> {
    let values = product(&first.transpose(), &product(map, second, run)?, run)?;
    Ok(values.variance().sqrt())
}

#[cfg(test)]
mod tests {
    use emospec_learn::Random;

    use super::*;

    fn draw(width: usize, count: usize, seed: u64) -> DMatrix<f64> {
        let mut random = Random::new(seed, 5);
        DMatrix::from_fn(width, count, |_, _| random.symmetric(1.0))
    }

    /// As it is written above, with whole inverses.
    fn direct(rows: [&DMatrix<f64>; 2], ridges: [f64; 2]) -> DMatrix<f64> {
        let [a, b] = rows.map(|rows| {
            let mut units = rows.clone();
            units.column_iter_mut().for_each(|mut row| {
                row.normalize_mut();
            });
            let mean = units.column_mean();
            centred(&units, &mean).transpose()
        });
        let inverse = |x: &DMatrix<f64>, ridge: f64| {
            let width = x.ncols();
            (x.transpose() * x + DMatrix::identity(width, width) * ridge)
                .try_inverse()
                .unwrap()
        };
        let map = inverse(&a, ridges[0]) * a.transpose() * &b * inverse(&b, ridges[1]);
        let values = &a * map * b.transpose();
        let sigma = (values.map(|value| value * value).mean() - values.mean().powi(2)).sqrt();
        values / sigma
    }

    #[test]
    fn every_shape_of_views_gives_the_formula() {
        for (widths, count) in [([3, 4], 20), ([40, 4], 20), ([4, 40], 20), ([30, 25], 20)] {
            let views = [draw(widths[0], count, 1), draw(widths[1], count, 2)];
            let ridges = [0.5, 2.0];
            let expected = direct(views.each_ref(), ridges);
            let fitted = Correspondence::fit(views.clone(), ridges, &Run::detached())
                .unwrap()
                .unwrap();
            for i in 0..count {
                for j in 0..count {
                    let value = fitted.of(&views[0].column(i), &views[1].column(j));
                    assert!((value - expected[(i, j)]).abs() < 1e-10);
                }
            }
        }
    }

    #[test]
    fn rows_that_share_a_hidden_cause_correspond_and_others_do_not() {
        let cause = draw(2, 200, 3);
        let view = |width, seed| draw(width, 2, seed) * &cause + draw(width, 200, seed + 1) * 0.3;
        let [first, second] = [view(30, 4), view(8, 6)];
        let train =
            [first.columns(0, 150), second.columns(0, 150)].map(nalgebra::Matrix::into_owned);
        let fitted = Correspondence::fit(train, [1.0, 1.0], &Run::detached())
            .unwrap()
            .unwrap();
        let of = |i, j| fitted.of(&first.column(i), &second.column(j));
        let own = (150..200).filter(|&row| of(row, row) > of(row, 150 + (row - 149) % 50));
        // By chance 25, with a standard deviation of 3.5.
        let own = own.count();
        assert!(own >= 36, "{own} of 50");
    }

    #[test]
    fn what_does_not_vary_together_corresponds_to_nothing() {
        let run = Run::detached();
        let equal = |width| DMatrix::from_element(width, 3, 0.1);
        // The first view tells rows 0 and 1 apart, the second both from row 2.
        let first = DMatrix::from_column_slice(1, 3, &[1.0, -1.0, 0.0]);
        let second = DMatrix::from_column_slice(1, 3, &[1.0, 1.0, -1.0]);
        for views in [
            [DMatrix::zeros(3, 0), DMatrix::zeros(2, 0)],
            [draw(3, 1, 1), draw(2, 1, 2)],
            [equal(3), draw(2, 3, 1)],
            [draw(2, 3, 1), equal(3)],
            [DMatrix::zeros(2, 3), draw(2, 3, 1)],
            [first, second],
        ] {
            assert_eq!(Correspondence::fit(views, [1.0, 1.0], &run).unwrap(), None);
        }
    }

    #[test]
    fn a_row_of_length_zero_has_a_finite_correspondence() {
        let views = [draw(3, 10, 1), draw(2, 10, 2)];
        let fitted = Correspondence::fit(views, [1.0, 1.0], &Run::detached());
        let zero = fitted.unwrap().unwrap();
        let value = zero.of(&DVector::zeros(3).as_view(), &DVector::zeros(2).as_view());
        assert!(value.is_finite());
    }
}
