//! Matrix products: the only place that calls the `gemm` crate, whose interface takes pointers.

/// A row-major matrix that a product reads, perhaps transposed.
#[derive(Debug, Clone, Copy)]
pub struct Operand<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Operand<'a> {
    /// Reads `values` as `rows` x `columns`, row by row.
    ///
    /// # Panics
    /// Where `values` has another number of elements.
    pub fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(values.len(), rows * columns, "a matrix of another size");
        Self {
            values,
            rows,
            columns,
            row_stride: columns,
            column_stride: 1,
        }
    }

    /// The same values with rows and columns exchanged.
    #[must_use]
    pub fn transposed(self) -> Self {
        Self {
            values: self.values,
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }
}

/// What a product does with the values that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// Replaces them.
    Over,
    /// Adds to them.
    Onto,
}

/// Writes `left * right` row by row, on the calling thread only.
///
/// # Panics
/// Where the shapes do not fit together.
#[expect(
    unsafe_code,
    clippy::cast_possible_wrap,
    reason = "gemm has no safe interface; the strides are those of slices, whose lengths fit isize"
)]
pub fn multiply(left: Operand<'_>, right: Operand<'_>, write: Write, out: &mut [f32]) {
    assert_eq!(left.columns, right.rows, "matrices that do not fit");
    assert_eq!(
        out.len(),
        left.rows * right.columns,
        "a product of another size"
    );
    // SAFETY: gemm reads `left` at i * row_stride + j * column_stride for i < rows and j < columns. `Operand` keeps
    // {row_stride, column_stride} = {1, the other extent} in one order or the other and values.len() = rows * columns,
    // so the largest index is rows * columns - 1; likewise for `right`. It reads and writes `out` at i * n + j, where
    // out.len() = m * n is asserted above. `out` is borrowed mutably, so it overlaps neither operand. Every bit
    // pattern is a valid f32.
    unsafe {
        gemm::gemm(
            left.rows,
            right.columns,
            left.columns,
            out.as_mut_ptr(),
            1,
            right.columns as isize,
            write == Write::Onto,
            left.values.as_ptr(),
            left.column_stride as isize,
            left.row_stride as isize,
            right.values.as_ptr(),
            right.column_stride as isize,
            right.row_stride as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, random};

    fn direct(left: &[f32], right: &[f32], (m, k, n): (usize, usize, usize)) -> Vec<f32> {
        let element = |i: usize, j: usize| (0..k).map(|l| left[i * k + l] * right[l * n + j]).sum();
        (0..m * n).map(|at| element(at / n, at % n)).collect()
    }

    fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
        (0..rows * columns)
            .map(|at| values[(at % rows) * columns + at / rows])
            .collect()
    }

    #[test]
    fn products_of_any_shape_and_order_agree_with_the_sum() {
        for (m, k, n) in [
            (1, 1, 1),
            (3, 5, 2),
            (64, 128, 64),
            (7, 1, 9),
            (33, 70, 5),
            (2, 0, 3),
        ] {
            let (left, right) = (random(m * k, 1), random(k * n, 2));
            let expected = direct(&left, &right, (m, k, n));
            let mut out = vec![7.0; m * n];
            multiply(
                Operand::new(&left, m, k),
                Operand::new(&right, k, n),
                Write::Over,
                &mut out,
            );
            assert_close(&out, &expected, 1e-4);

            let (left_t, right_t) = (transpose(&left, m, k), transpose(&right, k, n));
            multiply(
                Operand::new(&left_t, k, m).transposed(),
                Operand::new(&right_t, n, k).transposed(),
                Write::Onto,
                &mut out,
            );
            let twice: Vec<_> = expected.iter().map(|value| value * 2.0).collect();
            assert_close(&out, &twice, 1e-4);
        }
    }

    #[test]
    #[should_panic(expected = "matrices that do not fit")]
    fn shapes_that_do_not_fit_are_refused() {
        multiply(
            Operand::new(&[0.0; 6], 2, 3),
            Operand::new(&[0.0; 4], 2, 2),
            Write::Over,
            &mut [0.0; 4],
        );
    }

    /// dfdx multiplies matrices wrongly, and says nothing, when its `cpu` feature is off.
    #[test]
    fn dfdx_is_built_with_a_matrix_product() {
        use dfdx::prelude::*;
        let device = Cpu::default();
        let left = device.tensor([[1.0_f32, 2.0], [3.0, 4.0]]);
        let right = device.tensor([[5.0_f32, 6.0], [7.0, 8.0]]);
        assert_eq!(left.matmul(right).array(), [[19.0, 22.0], [43.0, 50.0]]);
    }
}
