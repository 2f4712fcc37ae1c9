use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::sum_of;
use super::{Buffer, Matrix, vectorised};

/// The least length that is divided by, as in `torch.nn.functional.normalize`.
const LEAST: f32 = 1e-12;

/// Every row divided by its Euclidean length; a row of zeros stays.
///
/// # Errors
/// Where memory is short.
pub fn unit_norm<T: Tape<f32, Cpu>>(input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
    let (input, tape) = input.split_tape();
    let (rows, width) = (input.rows(), input.columns());
    let mut values = Buffer::copy_of(input.values());
    let mut lengths = Buffer::stale(rows);
    vectorised(|| normalise(&mut values, width, &mut lengths));
    let directions = if T::OWNS_TAPE {
        values.clone()
    } else {
        Buffer::default()
    };
    Matrix::from_operation(
        [input],
        tape,
        (rows, width),
        values,
        move |mut gradient, _| {
            vectorised(|| input_gradient(&mut gradient, &directions, width, &lengths));
            [Some(gradient)]
        },
    )
}

#[inline(always)]
fn normalise(values: &mut [f32], width: usize, lengths: &mut [f32]) {
    for (row, length) in values.chunks_exact_mut(width).zip(lengths) {
        *length = sum_of(width, |at| row[at] * row[at]).sqrt();
        let inverse = 1.0 / length.max(LEAST);
        for value in row.iter_mut() {
            *value *= inverse;
        }
    }
}

/// (g - y (y . g)) / length, for gradient g and direction y; g / `LEAST` for shorter rows.
#[inline(always)]
fn input_gradient(gradient: &mut [f32], directions: &[f32], width: usize, lengths: &[f32]) {
    let rows = gradient
        .chunks_exact_mut(width)
        .zip(directions.chunks_exact(width));
    for ((gradient, direction), &length) in rows.zip(lengths) {
        let along = if length > LEAST {
            sum_of(width, |at| gradient[at] * direction[at])
        } else {
            0.0
        };
        let inverse = 1.0 / length.max(LEAST);
        for (gradient, direction) in gradient.iter_mut().zip(direction) {
            *gradient = (*gradient - along * direction) * inverse;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn rows_have_unit_length_and_zeros_stay() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 2, 2, vec![3.0, 4.0, 0.0, 0.0].into())?;
        assert_close(unit_norm(input)?.values(), &[0.6, 0.8, 0.0, 0.0], 1e-6);
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let input = Matrix::variable(&Cpu::default(), 3, 11, random(33, 10).into())?;
        assert_gradients(&[input], |[input], tape| unit_norm(input.with_tape(tape)))
    }
}
