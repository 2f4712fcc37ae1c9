use emospec_sdk::Error;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::coupling::Coupling;
use crate::projection::Projection;
use crate::singular::Singular;
use crate::whitening::whitening;

/// The directions of two views that correlate most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Canonical {
    /// Singular values of T, largest first; correlations of the coupled rows where the ridge is 0.
    pub correlations: Vec<f64>,
    /// The map of each view.
    pub projections: [Projection; 2],
}

/// How canonical directions are computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Directions, at most.
    pub k: usize,
    /// Added to the diagonals of S11 and S22.
    pub ridge: f64,
    /// Principal components each view is reduced to first.
    pub components: Option<usize>,
}

impl Settings {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        if self.k == 0 || self.components == Some(0) {
            return Err(Error::new("`k` and `components` must be at least 1"));
        }
        if !(self.ridge >= 0.0 && self.ridge.is_finite()) {
            return Err(Error::new("`ridge` must be at least 0"));
        }
        Ok(())
    }
}

impl Canonical {
    /// The directions of two views, each one column a row:
    /// T = (S11 + rI)^-1/2 S12 (S22 + rI)^-1/2 = P diag(correlations) Q', and the maps are P' (S11 + rI)^-1/2 and
    /// Q' (S22 + rI)^-1/2 of centred rows.
    ///
    /// A pair of directions has the sign that makes the largest weight of the first view positive. Directions without
    /// correlation are left out; where none has one, a single map to zero remains.
    ///
    /// # Errors
    /// Where a value is too large, or a decomposition does not converge.
    pub fn fit(
        views: [&DMatrix<f64>; 2],
        coupling: &Coupling,
        settings: &Settings,
    ) -> Result<Self, Error> {
        let Settings {
            k,
            ridge,
            components,
        } = *settings;
        let [first_weights, second_weights] = coupling.weights();
        let first = whitening(views[0], &first_weights, ridge, components)?;
        let second = whitening(views[1], &second_weights, ridge, components)?;
        let core = coupling.cross(&first.of_all(views[0]), &second.of_all(views[1]));
        let mut parts = Singular::decompose(core, k)?;
        let rank = parts.rank();
        if rank == 0 {
            let nothing = |whitening: Projection| Projection {
                weights: DMatrix::zeros(1, whitening.inputs()),
                mean: whitening.mean,
            };
            return Ok(Self {
                correlations: vec![0.0],
                projections: [nothing(first), nothing(second)],
            });
        }
        let onto = |whitening: Projection, vectors: &DMatrix<f64>| Projection {
            weights: vectors.columns(0, rank).tr_mul(&whitening.weights),
            mean: whitening.mean,
        };
        let mut first = onto(first, &parts.left);
        for (at, mut weights) in first.weights.row_iter_mut().enumerate() {
            if weights[weights.iamax_full().1] < 0.0 {
                weights.neg_mut();
                parts.right.column_mut(at).neg_mut();
            }
        }
        Ok(Self {
            correlations: parts.values.iter().copied().take(rank).collect(),
            projections: [first, onto(second, &parts.right)],
        })
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DVector;
    use proptest::prelude::*;

    use super::*;
    use emospec_learn::Random;

    const ROWS: usize = 14;

    fn draw(width: usize, seed: u64) -> DMatrix<f64> {
        let mut random = Random::new(seed, 5);
        DMatrix::from_fn(width, ROWS, |_, _| random.symmetric(1.0))
    }

    fn fit(first: &DMatrix<f64>, second: &DMatrix<f64>, ridge: f64) -> Canonical {
        let settings = Settings {
            k: 3,
            ridge,
            components: None,
        };
        Canonical::fit([first, second], &Coupling::paired(ROWS), &settings).unwrap()
    }

    fn differ(one: &Canonical, other: &Canonical) -> f64 {
        let one = DVector::from_vec(one.correlations.clone());
        (one - DVector::from_vec(other.correlations.clone())).amax()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn without_a_ridge_an_invertible_map_of_a_view_changes_no_correlation(seed in 0_u64..10_000) {
            let (first, second) = (draw(4, seed), draw(3, seed + 1));
            let mut random = Random::new(seed, 6);
            let map = DMatrix::from_fn(4, 4, |i, j| random.symmetric(0.2) + f64::from(u8::from(i == j)));
            let mut mapped = map * &first * 3.0;
            mapped.add_scalar_mut(7.0);
            let (plain, other) = (fit(&first, &second, 0.0), fit(&mapped, &second, 0.0));
            prop_assert!(differ(&plain, &other) < 1e-9);
            prop_assert!(plain.correlations.iter().all(|value| (0.0..1.0 + 1e-12).contains(value)));
        }

        #[test]
        fn a_rotation_of_a_view_changes_no_correlation_with_any_ridge(seed in 0_u64..10_000, ridge in 0.0..1.0) {
            let (first, second) = (draw(20, seed), draw(3, seed + 1));
            let mut random = Random::new(seed, 6);
            let square = DMatrix::from_fn(20, 20, |_, _| random.symmetric(1.0)).qr().q();
            let rotated = square * &first;
            prop_assert!(differ(&fit(&first, &second, ridge), &fit(&rotated, &second, ridge)) < 1e-9);
        }

        #[test]
        fn signs_do_not_depend_on_those_of_the_views(seed in 0_u64..10_000) {
            let (first, second) = (draw(4, seed), draw(3, seed + 1));
            let (plain, flipped) = (fit(&first, &second, 0.1), fit(&-&first, &-&second, 0.1));
            for (one, other) in plain.projections.iter().zip(&flipped.projections) {
                prop_assert!((&one.weights - &other.weights).amax() < 1e-8);
            }
        }

        #[test]
        fn embeddings_of_the_rows_are_uncorrelated_and_correlate_as_said(seed in 0_u64..10_000) {
            let views = [draw(4, seed), draw(3, seed + 1)];
            let canonical = fit(&views[0], &views[1], 0.0);
            let [one, two] = [0, 1].map(|view| canonical.projections[view].of_all(&views[view]));
            let scale = (ROWS - 1) as f64;
            let cross = &one * two.transpose() / scale;
            let wanted = DMatrix::from_diagonal(&DVector::from_vec(canonical.correlations.clone()));
            prop_assert!((cross - wanted).amax() < 1e-9);
            for view in [one, two] {
                let covariance = &view * view.transpose() / scale;
                prop_assert!((covariance - DMatrix::identity(3, 3)).amax() < 1e-9);
            }
        }
    }

    /// S11^-1/2 written out over all columns, with the directions in which no row varies.
    #[test]
    fn more_columns_than_rows_give_what_the_whole_matrices_give() {
        let (first, second, ridge) = (draw(40, 1), draw(30, 2), 1e-4);
        let canonical = fit(&first, &second, ridge);
        let whole = |view: &DMatrix<f64>| crate::projection::centred(view, &view.column_mean());
        let (one, two) = (whole(&first), whole(&second));
        let scale = (ROWS - 1) as f64;
        let root = |view: &DMatrix<f64>| {
            let covariance = view * view.transpose() / scale;
            crate::symmetric::Symmetric::decompose(covariance)
                .unwrap()
                .inverse_root(ridge)
        };
        let core = root(&one) * (&one * two.transpose() / scale) * root(&two);
        let parts = Singular::decompose(core, 3).unwrap();
        for (got, expected) in canonical.correlations.iter().zip(&parts.values) {
            assert!((got - expected).abs() < 1e-9, "{got} {expected}");
        }
        let expected = parts.left.transpose() * root(&one);
        for (got, expected) in canonical.projections[0]
            .weights
            .row_iter()
            .zip(expected.row_iter())
        {
            let error = (got - expected).amax().min((got + expected).amax());
            assert!(error < 1e-6 * expected.amax(), "{error}");
        }
    }
}
