use super::Undefined;

/// Row-major `rows x width` matrix borrowed from a prediction.
#[derive(Debug, Clone, Copy)]
pub struct MatrixRef<'a> {
    /// Number of rows.
    pub rows: usize,
    /// Values in a row.
    pub width: usize,
    /// The values, row after row: `rows * width` of them.
    pub data: &'a [f32],
}

impl<'a> MatrixRef<'a> {
    /// The rows in order.
    ///
    /// # Errors
    /// [`Undefined::Empty`] without rows or without values in a row, [`Undefined::Shape`] when `data` is not `rows * width` long.
    pub(super) fn checked_rows(&self) -> Result<std::slice::ChunksExact<'a, f32>, Undefined> {
        if self.rows == 0 || self.width == 0 {
            return Err(Undefined::Empty);
        }
        if self.rows.checked_mul(self.width) != Some(self.data.len()) {
            return Err(Undefined::Shape {
                rows: self.rows,
                width: self.width,
                values: self.data.len(),
            });
        }
        Ok(self.data.chunks_exact(self.width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_one_another() {
        let data = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let matrix = MatrixRef {
            rows: 2,
            width: 3,
            data: &data,
        };
        let rows: Vec<&[f32]> = matrix.checked_rows().unwrap().collect();
        assert_eq!(rows, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    }

    #[test]
    fn data_that_do_not_fill_the_shape_are_refused() {
        for (rows, width) in [(2, 2), (1, 2), (usize::MAX, 3)] {
            let matrix = MatrixRef {
                rows,
                width,
                data: &[0.0; 3],
            };
            let refusal = matrix.checked_rows().unwrap_err();
            assert_eq!(
                refusal,
                Undefined::Shape {
                    rows,
                    width,
                    values: 3
                }
            );
        }
    }

    #[test]
    fn a_matrix_without_values_is_empty() {
        for (rows, width) in [(0, 2), (2, 0)] {
            let matrix = MatrixRef {
                rows,
                width,
                data: &[],
            };
            assert_eq!(matrix.checked_rows().unwrap_err(), Undefined::Empty);
        }
    }
}
