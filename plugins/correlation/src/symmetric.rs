use emospec_sdk::Error;
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Steps the decomposition may take for each column; it usually takes two.
const STEPS: usize = 100;

/// The eigenvalues of a symmetric positive semidefinite matrix, largest first, and their eigenvectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    /// Eigenvalues, none below 0.
    pub values: DVector<f64>,
    /// Eigenvectors, one a column.
    pub vectors: DMatrix<f64>,
}

impl Symmetric {
    /// Decomposes `matrix`, of which the lower triangle counts.
    ///
    /// # Errors
    /// Where the matrix has a value that is not a finite number.
    pub fn decompose(mut matrix: DMatrix<f64>) -> Result<Self, Error> {
        let scale = matrix.amax();
        if !scale.is_finite() || matrix.iter().any(|value| value.is_nan()) {
            return Err(Error::new("a covariance is not a finite number"));
        }
        let size = matrix.nrows();
        if scale == 0.0 {
            return Ok(Self {
                values: DVector::zeros(size),
                vectors: DMatrix::identity(size, size),
            });
        }
        // Squares of large values would overflow inside the decomposition.
        matrix /= scale;
        let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, STEPS * size)
            .ok_or_else(|| Error::new("the eigenvalues of a covariance did not converge"))?;
        let mut order: Vec<_> = (0..size).collect();
        order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        let values = order
            .iter()
            .map(|&at| eigen.eigenvalues[at].max(0.0) * scale);
        Ok(Self {
            values: DVector::from_iterator(size, values),
            vectors: eigen.eigenvectors.select_columns(&order),
        })
    }

    /// How many eigenvalues are above what rounding makes of a zero, in a matrix summed over `terms` products.
    pub fn rank(&self, terms: usize) -> usize {
        let size = self.values.len().max(terms) as f64;
        let floor = self.values.max() * f64::EPSILON * size;
        self.values
            .iter()
            .take_while(|&&value| value > floor)
            .count()
    }

    /// The inverse square root of the matrix with `ridge` added to its diagonal.
    pub fn inverse_root(&self, ridge: f64) -> DMatrix<f64> {
        let mut scaled = self.vectors.clone();
        for (mut column, value) in scaled.column_iter_mut().zip(&self.values) {
            column /= (value + ridge).sqrt();
        }
        scaled * self.vectors.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> DMatrix<f64> {
        DMatrix::from_row_slice(3, 3, &[4.0, 1.0, 0.5, 1.0, 3.0, -1.0, 0.5, -1.0, 2.0])
    }

    #[test]
    fn the_parts_make_the_matrix_again() {
        let parts = Symmetric::decompose(matrix()).unwrap();
        let diagonal = DMatrix::from_diagonal(&parts.values);
        let again = &parts.vectors * diagonal * parts.vectors.transpose();
        assert!((again - matrix()).amax() < 1e-14);
        assert!(parts.values[0] > parts.values[1] && parts.values[1] > parts.values[2]);
    }

    #[test]
    fn the_inverse_root_twice_undoes_matrix_and_ridge() {
        let root = Symmetric::decompose(matrix()).unwrap().inverse_root(0.25);
        let with_ridge = matrix() + DMatrix::identity(3, 3) * 0.25;
        let one = &root * &root * with_ridge;
        assert!((one - DMatrix::identity(3, 3)).amax() < 1e-14);
    }

    #[test]
    fn huge_and_zero_matrices_have_their_rank() {
        let huge = DMatrix::from_element(4, 4, 1e160);
        assert_eq!(Symmetric::decompose(huge).unwrap().rank(4), 1);
        let zero = Symmetric::decompose(DMatrix::zeros(2, 2)).unwrap();
        assert_eq!(zero.rank(2), 0);
        assert!(Symmetric::decompose(DMatrix::from_element(1, 1, f64::NAN)).is_err());
    }
}
