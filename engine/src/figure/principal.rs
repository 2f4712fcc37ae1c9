use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Directions that are found at once; more than two, so that the first two are found soon.
const DIRECTIONS: usize = 8;
/// Rounds of refinement.
const ROUNDS: usize = 40;

/// Points in the plane of the first two principal components.
#[derive(Debug, Clone, PartialEq)]
pub struct Principal {
    /// Where each row lies.
    pub points: Vec<(f64, f64)>,
    /// The share of all variance that lies along each of the two.
    pub explained: (f64, f64),
}

/// The rows of a matrix, each of `width` values, in the plane in which they vary most; none without two rows that differ.
///
/// Principal component analysis by subspace iteration on the covariance (Halko, Martinsson and Tropp, SIAM Review 53,
/// 2011), from fixed directions, so that equal rows give equal points; a component is turned so that its largest weight is
/// positive.
pub fn principal(rows: &[f64], width: usize) -> Option<Principal> {
    if width == 0 || rows.len() < 2 * width || rows.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let count = rows.len() / width;
    let mut centred = DMatrix::from_row_slice(count, width, &rows[..count * width]);
    for mut column in centred.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    let variance = centred.norm_squared();
    if variance <= f64::EPSILON * rows.iter().map(|value| value * value).sum::<f64>() {
        return None;
    }
    let directions = DIRECTIONS.min(width);
    let mut basis = DMatrix::from_fn(width, directions, |row, column| {
        // Any directions do; these are never orthogonal to a component in practice.
        ((row * (2 * column + 1)) as f64 * 0.7 + column as f64).cos()
    });
    for _ in 0..ROUNDS {
        let projected = &centred * &basis;
        basis = centred.tr_mul(&projected).qr().q();
    }
    let projected = &centred * &basis;
    let eigen = SymmetricEigen::new(projected.tr_mul(&projected));
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&left, &right| eigen.eigenvalues[right].total_cmp(&eigen.eigenvalues[left]));
    let component = |place: usize| -> (DVector<f64>, f64) {
        let Some(&at) = order.get(place) else {
            return (DVector::zeros(count), 0.0);
        };
        let weights = &basis * eigen.eigenvectors.column(at);
        let largest = weights.iter().fold(0.0_f64, |largest, &weight| {
            if weight.abs() > largest.abs() * (1.0 + 1e-9) {
                weight
            } else {
                largest
            }
        });
        let along = &centred * weights * largest.signum();
        (along, (eigen.eigenvalues[at] / variance).clamp(0.0, 1.0))
    };
    let (first, explained_first) = component(0);
    let (second, explained_second) = component(1);
    Some(Principal {
        points: first.iter().copied().zip(second.iter().copied()).collect(),
        explained: (explained_first, explained_second),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_on_a_line_vary_along_it_alone() {
        let rows: Vec<f64> = (0..10)
            .flat_map(|at| [f64::from(at), 2.0 * f64::from(at), 1.0])
            .collect();
        let found = principal(&rows, 3).unwrap();
        assert!((found.explained.0 - 1.0).abs() < 1e-9 && found.explained.1 < 1e-9);
        let step = 5.0f64.sqrt();
        for (at, point) in found.points.iter().enumerate() {
            assert!(
                (point.0 - (at as f64 - 4.5) * step).abs() < 1e-9,
                "{point:?}"
            );
            assert!(point.1.abs() < 1e-9);
        }
    }

    #[test]
    fn variances_along_axes_are_found_in_their_order() {
        let rows = [0.0, 3.0, 0.0, -3.0, 1.0, 0.0, -1.0, 0.0];
        let found = principal(&rows, 2).unwrap();
        assert!((found.explained.0 - 0.9).abs() < 1e-9 && (found.explained.1 - 0.1).abs() < 1e-9);
        assert!((found.points[0].0.abs() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn rows_that_do_not_differ_have_no_plane() {
        assert_eq!(principal(&[1.0, 2.0, 1.0, 2.0], 2), None);
        assert_eq!(principal(&[1.0, 2.0], 2), None);
        assert_eq!(principal(&[], 3), None);
        assert_eq!(principal(&[f64::NAN, 1.0, 2.0, 3.0], 2), None);
    }
}
