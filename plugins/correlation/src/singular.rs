use emospec_sdk::Error;
use nalgebra::{DMatrix, DVector, SVD};

/// Steps the decomposition may take for each singular value; it usually takes two.
const STEPS: usize = 100;

/// The largest singular values of a matrix, largest first, and their singular vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Singular {
    /// Singular values.
    pub values: DVector<f64>,
    /// Left singular vectors, one a column.
    pub left: DMatrix<f64>,
    /// Right singular vectors, one a column.
    pub right: DMatrix<f64>,
}

impl Singular {
    /// The `count` largest singular values of `matrix`, or all where there are fewer.
    ///
    /// # Errors
    /// Where the matrix has a value that is not a finite number.
    pub fn decompose(matrix: DMatrix<f64>, count: usize) -> Result<Self, Error> {
        if matrix.iter().any(|value| !value.is_finite()) {
            return Err(Error::new("a correlation is not a finite number"));
        }
        let size = matrix.nrows().min(matrix.ncols());
        if size == 0 || matrix.amax() == 0.0 {
            return Ok(Self {
                values: DVector::zeros(size.min(count)),
                left: DMatrix::identity(matrix.nrows(), size.min(count)),
                right: DMatrix::identity(matrix.ncols(), size.min(count)),
            });
        }
        let parts = SVD::try_new(matrix, true, true, 5.0 * f64::EPSILON, STEPS * size)
            .ok_or_else(|| Error::new("the singular values did not converge"))?;
        let (Some(left), Some(right)) = (parts.u, parts.v_t) else {
            return Err(Error::new("the singular vectors were not computed"));
        };
        let kept = size.min(count);
        Ok(Self {
            values: parts.singular_values.rows(0, kept).into_owned(),
            left: left.columns(0, kept).into_owned(),
            right: right.rows(0, kept).transpose(),
        })
    }

    /// How many of the singular values are above what rounding makes of a zero.
    pub fn rank(&self) -> usize {
        let size = self.left.nrows().max(self.right.nrows()) as f64;
        let floor = f64::EPSILON * size * self.values.iter().copied().fold(0.0, f64::max);
        self.values
            .iter()
            .take_while(|&&value| value > floor)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn the_parts_make_the_matrix_again(
            (rows, columns, values) in (1_usize..7, 1_usize..7).prop_flat_map(|(rows, columns)| {
                let value = prop_oneof![Just(0.0), Just(1.0), -1.0..1.0];
                (Just(rows), Just(columns), prop::collection::vec(value, rows * columns))
            }),
        ) {
            let matrix = DMatrix::from_vec(rows, columns, values);
            let parts = Singular::decompose(matrix.clone(), usize::MAX).unwrap();
            let again = &parts.left * DMatrix::from_diagonal(&parts.values) * parts.right.transpose();
            prop_assert!((again - &matrix).amax() < 1e-12);
            let ordered: Vec<_> = parts.values.iter().copied().collect();
            prop_assert!(ordered.windows(2).all(|pair| pair[0] >= pair[1]));
        }
    }

    #[test]
    fn zeros_have_no_rank_and_no_number_is_refused() {
        let zero = Singular::decompose(DMatrix::zeros(3, 2), 5).unwrap();
        assert_eq!((zero.rank(), zero.values.len()), (0, 2));
        assert_eq!(
            Singular::decompose(DMatrix::zeros(0, 2), 5).unwrap().rank(),
            0
        );
        assert!(Singular::decompose(DMatrix::from_element(1, 1, f64::NAN), 1).is_err());
    }
}
