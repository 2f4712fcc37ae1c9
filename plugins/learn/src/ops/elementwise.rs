use dfdx::prelude::{Cpu, CpuError, Tape};

use super::simd::scale_by;
use super::{Buffer, Matrix, vectorised};

/// `value` of every element, where the slope there is `slope` of the result. Both must be `#[inline(always)]`.
pub(super) fn elementwise<T: Tape<f32, Cpu>>(
    input: Matrix<T>,
    value: impl Fn(f32) -> f32,
    slope: impl Fn(f32) -> f32,
) -> Result<Matrix<T>, CpuError> {
    let (input, tape) = input.split_tape();
    let mut values = Buffer::stale(input.values().len());
    vectorised(|| map(input.values(), &mut values, value));
    let mut slopes = Buffer::default();
    if T::OWNS_TAPE {
        slopes = Buffer::stale(values.len());
        vectorised(|| map(&values, &mut slopes, slope));
    }
    let shape = (input.rows(), input.columns());
    Matrix::from_operation([input], tape, shape, values, move |mut gradient, _| {
        scale_by(&mut gradient, &slopes);
        [Some(gradient)]
    })
}

#[inline(always)]
fn map(input: &[f32], output: &mut [f32], function: impl Fn(f32) -> f32) {
    for (&x, y) in input.iter().zip(output) {
        *y = function(x);
    }
}
