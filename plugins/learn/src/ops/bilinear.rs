use std::sync::Arc;

use dfdx::prelude::{Cpu, CpuError, Tape};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{Buffer, Matrix, vectorised};

/// A count sketch: input i is added, with sign s(i), to output h(i), both drawn once.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Sketch {
    buckets: Vec<usize>,
    signs: Vec<f32>,
}

impl Sketch {
    fn new(inputs: usize, outputs: usize, random: &mut ChaCha8Rng) -> Self {
        Self {
            buckets: (0..inputs)
                .map(|_| random.random_range(0..outputs))
                .collect(),
            signs: (0..inputs)
                .map(|_| if random.random() { 1.0 } else { -1.0 })
                .collect(),
        }
    }

    fn project(&self, input: &[f32], outputs: usize) -> Buffer {
        let inputs = self.buckets.len();
        let mut sketched = Buffer::zeros(input.len() / inputs * outputs);
        for (from, to) in input
            .chunks_exact(inputs)
            .zip(sketched.chunks_exact_mut(outputs))
        {
            for ((value, &bucket), sign) in from.iter().zip(&self.buckets).zip(&self.signs) {
                to[bucket] += sign * value;
            }
        }
        sketched
    }

    fn project_back(&self, gradient: &[f32], outputs: usize) -> Buffer {
        let inputs = self.buckets.len();
        let mut to_input = Buffer::stale(gradient.len() / outputs * inputs);
        for (from, to) in gradient
            .chunks_exact(outputs)
            .zip(to_input.chunks_exact_mut(inputs))
        {
            for ((value, &bucket), sign) in to.iter_mut().zip(&self.buckets).zip(&self.signs) {
                *value = sign * from[bucket];
            }
        }
        to_input
    }
}

/// Compact bilinear pooling: the count sketch of the outer product of two rows, got as the circular convolution of
/// their count sketches (Gao et al. 2016, algorithm 2; Fukui et al. 2016, equation 1).
///
/// Sketches are short, so the convolution is summed directly: that is less work than Fourier transforms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BilinearPooling {
    width: usize,
    sketches: Arc<[Sketch; 2]>,
}

impl BilinearPooling {
    /// Draws both sketches. `inputs`: the widths of the two matrices; `width`: that of the result.
    pub fn new(inputs: [usize; 2], width: usize, random: &mut ChaCha8Rng) -> Self {
        let sketches = inputs.map(|inputs| Sketch::new(inputs, width, random));
        Self {
            width,
            sketches: Arc::new(sketches),
        }
    }

    /// Rows x inputs, twice, to rows x width.
    ///
    /// # Errors
    /// Where memory is short.
    ///
    /// # Panics
    /// Where the matrices have different numbers of rows.
    pub fn forward<T: Tape<f32, Cpu>>(
        &self,
        left: Matrix<T>,
        right: Matrix<T>,
    ) -> Result<Matrix<T>, CpuError> {
        let (left, left_tape) = left.split_tape();
        let (right, right_tape) = right.split_tape();
        let (rows, width) = (left.rows(), self.width);
        assert_eq!(rows, right.rows(), "matrices of different heights");
        let a = self.sketches[0].project(left.values(), width);
        let b = self.sketches[1].project(right.values(), width);
        let mut values = Buffer::stale(rows * width);
        vectorised(|| convolve(&a, &b, width, &mut values));
        let sketches = Arc::clone(&self.sketches);
        let backward = move |gradient: Buffer, _: [bool; 2]| {
            let through = |sketch: &Sketch, other: &Buffer| {
                let mut mirrored = Buffer::stale(other.len());
                mirror(other, width, &mut mirrored);
                let mut slope = Buffer::stale(gradient.len());
                vectorised(|| convolve(&gradient, &mirrored, width, &mut slope));
                Some(sketch.project_back(&slope, width))
            };
            [through(&sketches[0], &b), through(&sketches[1], &a)]
        };
        let tape = left_tape.merge(right_tape);
        Matrix::from_operation([left, right], tape, (rows, width), values, backward)
    }
}

/// The circular convolution of every pair of rows: out[k] = sum over i of a[i] b[k - i mod width].
#[inline(always)]
fn convolve(a: &[f32], b: &[f32], width: usize, out: &mut [f32]) {
    let mut doubled = vec![0.0; 2 * width];
    let rows = a.chunks_exact(width).zip(b.chunks_exact(width));
    for ((a, b), out) in rows.zip(out.chunks_exact_mut(width)) {
        doubled[..width].copy_from_slice(b);
        doubled[width..].copy_from_slice(b);
        convolve_row(a, &doubled, out);
    }
}

/// One row, in pieces whose sums stay in registers.
#[inline(always)]
fn convolve_row(a: &[f32], doubled: &[f32], out: &mut [f32]) {
    const PIECE: usize = 32;
    let width = a.len();
    let mut pieces = out.chunks_exact_mut(PIECE);
    let mut start = 0;
    for piece in &mut pieces {
        let mut sums = [0.0; PIECE];
        for (i, factor) in a.iter().enumerate() {
            let from = width - i + start;
            for (sum, value) in sums.iter_mut().zip(&doubled[from..from + PIECE]) {
                *sum += factor * value;
            }
        }
        piece.copy_from_slice(&sums);
        start += PIECE;
    }
    for (k, value) in pieces.into_remainder().iter_mut().enumerate() {
        *value = a
            .iter()
            .enumerate()
            .map(|(i, factor)| factor * doubled[width - i + start + k])
            .sum();
    }
}

/// Every row as b[-j mod width]: convolving with it correlates with b.
fn mirror(values: &[f32], width: usize, out: &mut [f32]) {
    for (row, out) in values.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        out[0] = row[0];
        for (to, from) in out[1..].iter_mut().zip(row[1..].iter().rev()) {
            *to = *from;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    /// The definition: the count sketch of the outer product, bucket h1(i) + h2(j), sign s1(i) s2(j).
    fn sketch_of_outer_product(pooling: &BilinearPooling, left: &[f32], right: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; pooling.width];
        let [first, second] = &*pooling.sketches;
        for (i, x) in left.iter().enumerate() {
            for (j, y) in right.iter().enumerate() {
                let bucket = (first.buckets[i] + second.buckets[j]) % pooling.width;
                out[bucket] += first.signs[i] * second.signs[j] * x * y;
            }
        }
        out
    }

    #[test]
    fn pooling_is_the_sketch_of_the_outer_product() -> Result<(), CpuError> {
        for (inputs, width) in [
            ([64, 64], 32),
            ([5, 7], 1),
            ([9, 4], 37),
            ([16, 16], 64),
            ([3, 3], 70),
        ] {
            let pooling = BilinearPooling::new(inputs, width, &mut ChaCha8Rng::seed_from_u64(1));
            let (left, right) = (random(2 * inputs[0], 2), random(2 * inputs[1], 3));
            let device = Cpu::default();
            let pooled = pooling.forward(
                Matrix::data(&device, 2, inputs[0], left.clone().into())?,
                Matrix::data(&device, 2, inputs[1], right.clone().into())?,
            )?;
            let rows = left.chunks(inputs[0]).zip(right.chunks(inputs[1]));
            let expected: Vec<f32> = rows
                .flat_map(|(x, y)| sketch_of_outer_product(&pooling, x, y))
                .collect();
            assert_close(pooled.values(), &expected, 2e-5);
        }
        Ok(())
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        for width in [6, 32] {
            let pooling = BilinearPooling::new([8, 5], width, &mut ChaCha8Rng::seed_from_u64(4));
            let device = Cpu::default();
            let left = Matrix::variable(&device, 3, 8, random(24, 5).into())?;
            let right = Matrix::variable(&device, 3, 5, random(15, 6).into())?;
            assert_gradients(&[left, right], |[left, right], tape| {
                let right = right.with_tape(dfdx::prelude::OwnedTape::default());
                pooling.forward(left.with_tape(tape), right)
            })?;
        }
        Ok(())
    }
}
