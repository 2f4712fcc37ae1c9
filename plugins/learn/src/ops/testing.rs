//! What the tests of operations share.

#![expect(
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    reason = "what is broken panics: it ends a test"
)]

use dfdx::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Matrix;

/// Numbers uniform in +-1.
pub fn random(count: usize, seed: u64) -> Vec<f32> {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| stream.random_range(-1.0..1.0)).collect()
}

/// Panics where two slices differ by more than `tolerance` x (1 + |expected|) anywhere.
#[track_caller]
pub fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let difference = (found - expected).abs();
        assert!(
            difference <= tolerance * (1.0 + expected.abs()),
            "at {at}: {found}, not {expected}"
        );
    }
}

/// Panics where the gradients of a randomly weighted sum of the result differ from central differences.
#[track_caller]
pub fn assert_gradients<const N: usize>(
    inputs: &[Matrix; N],
    operation: impl Fn(
        [Matrix; N],
        OwnedTape<f32, Cpu>,
    ) -> Result<Matrix<OwnedTape<f32, Cpu>>, CpuError>,
) -> Result<(), CpuError> {
    const STEP: f32 = 5e-3;
    let output = operation(inputs.clone(), OwnedTape::default())?;
    let weights = random(output.values().len(), 99);
    let shape = (output.rows(), output.columns());
    let weighted = output.into_tensor()? * Cpu::default().tensor((weights.clone(), shape));
    let mut gradients = weighted.sum().backward();
    let value_at = |index: usize, at: usize, shift: f32| -> Result<f64, CpuError> {
        let mut moved = inputs.clone();
        moved[index].values_mut()[at] += shift;
        let output = operation(moved, OwnedTape::default())?;
        let terms = output.values().iter().zip(&weights);
        Ok(terms
            .map(|(value, weight)| f64::from(*value) * f64::from(*weight))
            .sum())
    };
    for (index, input) in inputs.iter().enumerate() {
        let found = input.take_gradient(&mut gradients)?;
        for (at, found) in found.iter().enumerate() {
            let difference = value_at(index, at, STEP)? - value_at(index, at, -STEP)?;
            let expected = difference / f64::from(2.0 * STEP);
            let error = (f64::from(*found) - expected).abs();
            assert!(
                error < 2e-3 * (1.0 + expected.abs()),
                "input {index} at {at}: {found}, not {expected}"
            );
        }
    }
    Ok(())
}
