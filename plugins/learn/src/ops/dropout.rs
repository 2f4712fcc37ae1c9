use dfdx::prelude::{Cpu, CpuError, Tape};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::simd::{add_to, scale_by};
use super::{Buffer, Matrix, vectorised};

/// Whether a forward pass drops elements.
#[derive(Debug)]
pub enum Dropout<'a> {
    /// While training: every element is dropped with this probability, the others grow to keep the mean.
    On {
        /// In [0, 1); met to within 2^-16.
        probability: f32,
        /// The stream of the whole fit, so that no two masks are alike.
        random: &'a mut ChaCha8Rng,
    },
    /// While predicting.
    Off,
}

impl Dropout<'_> {
    /// Drops elements of a matrix (Srivastava et al. 2014, inverted form).
    ///
    /// # Errors
    /// Where memory is short.
    pub fn apply<T: Tape<f32, Cpu>>(&mut self, input: Matrix<T>) -> Result<Matrix<T>, CpuError> {
        let Self::On {
            probability,
            random,
        } = self
        else {
            return Ok(input);
        };
        let (input, tape) = input.split_tape();
        let mut mask = Buffer::stale(input.values().len());
        draw_mask(&mut mask, *probability, random);
        let mut values = Buffer::copy_of(input.values());
        scale_by(&mut values, &mask);
        let shape = (input.rows(), input.columns());
        Matrix::from_operation([input], tape, shape, values, move |mut gradient, _| {
            scale_by(&mut gradient, &mask);
            [Some(gradient)]
        })
    }
}

/// Fills `mask` with 0 where an element is dropped and with 1 / (1 - probability) where it is kept.
fn draw_mask(mask: &mut [f32], probability: f32, random: &mut ChaCha8Rng) {
    let mut bytes = [0; 1024];
    let kept = 1.0 / (1.0 - probability);
    let threshold = probability * 65_536.0;
    for part in mask.chunks_mut(bytes.len() / 2) {
        let bytes = &mut bytes[..part.len() * 2];
        random.fill_bytes(bytes);
        vectorised(|| compare(part, bytes, threshold, kept));
    }
}

#[inline(always)]
fn compare(mask: &mut [f32], bytes: &[u8], threshold: f32, kept: f32) {
    for (factor, pair) in mask.iter_mut().zip(bytes.chunks_exact(2)) {
        let drawn = u16::from_le_bytes([pair[0], pair[1]]);
        *factor = if f32::from(drawn) < threshold {
            0.0
        } else {
            kept
        };
    }
}

/// The sum of two matrices of one shape.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where the shapes differ.
pub fn add<T: Tape<f32, Cpu>>(left: Matrix<T>, right: Matrix<T>) -> Result<Matrix<T>, CpuError> {
    let (left, left_tape) = left.split_tape();
    let (right, right_tape) = right.split_tape();
    let shape = (left.rows(), left.columns());
    assert_eq!(
        shape,
        (right.rows(), right.columns()),
        "matrices of different shapes"
    );
    let mut values = Buffer::copy_of(left.values());
    add_to(&mut values, right.values());
    let tape = left_tape.merge(right_tape);
    Matrix::from_operation([left, right], tape, shape, values, move |gradient, _| {
        [Some(gradient.clone()), Some(gradient)]
    })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::ops::testing::{assert_close, assert_gradients, random};

    #[test]
    fn off_changes_nothing() -> Result<(), CpuError> {
        let input = Matrix::data(&Cpu::default(), 2, 3, random(6, 1).into())?;
        let output = Dropout::Off.apply(input.clone())?;
        assert_eq!(output.values(), input.values());
        Ok(())
    }

    #[test]
    fn the_wanted_share_is_dropped_and_the_rest_grows() {
        let mut mask = vec![7.0; 100_001];
        draw_mask(&mut mask, 0.3, &mut ChaCha8Rng::seed_from_u64(2));
        let dropped = mask.iter().filter(|&&factor| factor < 0.5).count() as f32 / 1e5;
        assert!((dropped - 0.3).abs() < 0.006, "dropped {dropped}");
        assert!(
            mask.iter()
                .all(|&factor| factor == 0.0 || (factor - 1.0 / 0.7).abs() < 1e-6)
        );
    }

    #[test]
    fn successive_masks_differ() {
        let mut stream = ChaCha8Rng::seed_from_u64(2);
        let (mut first, mut second) = (vec![0.0; 64], vec![0.0; 64]);
        draw_mask(&mut first, 0.5, &mut stream);
        draw_mask(&mut second, 0.5, &mut stream);
        assert_ne!(first, second);
    }

    #[test]
    fn gradients_agree_with_differences() -> Result<(), CpuError> {
        let device = Cpu::default();
        let left = Matrix::variable(&device, 3, 5, random(15, 3).into())?;
        let right = Matrix::variable(&device, 3, 5, random(15, 4).into())?;
        assert_gradients(&[left, right], |[left, right], tape| {
            let mut stream = ChaCha8Rng::seed_from_u64(5);
            let mut dropout = Dropout::On {
                probability: 0.4,
                random: &mut stream,
            };
            let left = left.with_tape(tape);
            let right = right.with_tape(dfdx::prelude::OwnedTape::default());
            add(dropout.apply(left)?, right)
        })
    }

    #[test]
    fn sums_are_elementwise() -> Result<(), CpuError> {
        let left = Matrix::data(&Cpu::default(), 1, 2, vec![1.0, 2.0].into())?;
        assert_close(add(left.clone(), left)?.values(), &[2.0, 4.0], 1e-7);
        Ok(())
    }
}
