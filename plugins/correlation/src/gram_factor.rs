use emospec_sdk::{Error, Run};
use nalgebra::{Cholesky, DMatrix};

/// Columns computed between two looks at whether to stop.
const BLOCK: usize = 64;

/// The Cholesky factor of `X'X + ridge I`, which is as large as X has columns.
pub struct GramFactor {
    lower: DMatrix<f64>,
}

impl GramFactor {
    /// Factors block by block of columns, the Gram matrix never being there as a whole: Golub and Van Loan, Matrix
    /// Computations, section 4.2 (left-looking block Cholesky).
    ///
    /// # Errors
    /// Where the ridge is too small beside the rounding of X'X, or the engine asked to stop.
    pub fn of(columns: &DMatrix<f64>, ridge: f64, run: &Run<'_>) -> Result<Self, Error> {
        let count = columns.ncols();
        let transposed = columns.transpose();
        let mut lower = DMatrix::zeros(count, count);
        for start in (0..count).step_by(BLOCK) {
            run.check_cancelled()?;
            let size = BLOCK.min(count - start);
            let below = count - start - size;
            let mut panel = transposed.rows_range(start..) * columns.columns(start, size);
            panel -= lower.view((start, 0), (size + below, start))
                * lower.view((start, 0), (size, start)).transpose();
            let mut square = panel.rows(0, size).into_owned();
            for place in 0..size {
                square[(place, place)] += ridge;
            }
            let square = Cholesky::new(square).ok_or_else(too_small)?.unpack();
            let rest = square
                .solve_lower_triangular(&panel.rows(size, below).transpose())
                .ok_or_else(too_small)?;
            lower
                .view_mut((start, start), (size, size))
                .copy_from(&square);
            lower
                .view_mut((start + size, start), (below, size))
                .copy_from(&rest.transpose());
        }
        Ok(Self { lower })
    }

    /// `(X'X + ridge I)^-1 right`.
    ///
    /// # Errors
    /// Where the ridge is too small beside the rounding of X'X, or the engine asked to stop.
    pub fn solve(&self, mut right: DMatrix<f64>, run: &Run<'_>) -> Result<DMatrix<f64>, Error> {
        let count = right.ncols();
        for start in (0..count).step_by(BLOCK / 4) {
            run.check_cancelled()?;
            let mut part = right.columns_mut(start, (BLOCK / 4).min(count - start));
            let solved = self.lower.solve_lower_triangular_mut(&mut part)
                && self.lower.tr_solve_lower_triangular_mut(&mut part);
            if !solved {
                return Err(too_small());
            }
        }
        Ok(right)
    }
}

/// `left * right`, block by block of columns.
///
/// # Errors
/// Where the engine asked to stop.
pub fn product(
    left: &DMatrix<f64>,
    right: &DMatrix<f64>,
    run: &Run<'_>,
) -> Result<DMatrix<f64>, Error> {
    let count = right.ncols();
    let mut product = DMatrix::zeros(left.nrows(), count);
    for start in (0..count).step_by(BLOCK) {
        run.check_cancelled()?;
        let size = BLOCK.min(count - start);
        left.mul_to(
            &right.columns(start, size),
            &mut product.columns_mut(start, size),
        );
    }
    Ok(product)
}

fn too_small() -> Error {
    Error::new("`ridge` is too small beside the rounding of the views: raise it")
}

#[cfg(test)]
mod tests {
    use emospec_learn::Random;

    use super::*;

    #[test]
    fn several_blocks_solve_the_whole_system() {
        let mut random = Random::new(3, 0);
        let mut draw =
            |rows, columns| DMatrix::from_fn(rows, columns, |_, _| random.symmetric(1.0));
        let (columns, right) = (draw(40, 150), draw(150, 21));
        let run = Run::detached();
        let factor = GramFactor::of(&columns, 0.3, &run).unwrap();
        let solved = factor.solve(right.clone(), &run).unwrap();
        let whole = columns.transpose() * &columns + DMatrix::identity(150, 150) * 0.3;
        assert!((whole * solved - right).amax() < 1e-11);
    }

    #[test]
    fn blocks_of_a_product_are_the_product() {
        let mut random = Random::new(4, 0);
        let mut draw =
            |rows, columns| DMatrix::from_fn(rows, columns, |_, _| random.symmetric(1.0));
        let (left, right) = (draw(7, 9), draw(9, 130));
        let by_blocks = product(&left, &right, &Run::detached()).unwrap();
        assert!((by_blocks - left * right).amax() < 1e-14);
    }

    #[test]
    fn a_ridge_below_rounding_is_refused_with_the_remedy() {
        let columns = DMatrix::from_element(3, 4, 1.0);
        let refused = GramFactor::of(&columns, 1e-30, &Run::detached())
            .err()
            .unwrap();
        assert!(refused.to_string().contains("raise it"), "{refused}");
    }
}
