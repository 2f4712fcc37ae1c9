//! Steps of training on known numbers, to be compared with those of `PyTorch`.

use emospec_learn::dfdx::optim::AdamConfig;
use emospec_learn::dfdx::prelude::{AsArray, Backward, Cpu, CpuError};
use emospec_learn::ops::{Adam, Dropout};
use emospec_learn::pairs::{Pairs, Targets};
use emospec_learn::training::{Batch, Learner, Pass};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

const ROWS: usize = 12;

/// Widths of the two views.
pub const WIDTHS: [usize; 2] = [7, 5];

/// Number of classes of each view.
pub const CLASSES: usize = 3;

/// What a network is drawn from before its parameters are set.
pub fn random() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

/// Checks the training loss of every step of Adam on one batch, and the validation loss before it.
pub fn assert_losses<N: Learner>(
    mut network: N,
    adam: AdamConfig,
    training: &[f32],
    validation: &[f32],
) -> Result<(), CpuError> {
    let mut start = 0;
    for parameter in network.parameters_mut() {
        let values = parameter.values_mut();
        values.copy_from_slice(&wave(values.len(), start, 0.4));
        start += values.len();
    }
    let views = [
        wave(ROWS * WIDTHS[0], 0, 2.0),
        wave(ROWS * WIDTHS[1], 7, 2.0),
    ];
    let auxiliary = [
        (0..ROWS).map(|row| row * 5 % CLASSES).collect(),
        (0..ROWS).map(|row| row * 7 / 2 % CLASSES).collect(),
    ];
    let pairs = Pairs {
        views: views.each_ref().map(Vec::as_slice),
        targets: Targets {
            comparison: vec![1; ROWS],
            auxiliary: Some(auxiliary),
        },
    };
    let mut adam = Adam::new(adam);
    let mut random = random();
    let expected = training.iter().zip(validation);
    for (step, (training, validation)) in expected.enumerate() {
        let loss = network.validation_loss(&pairs)?.array();
        assert_near(loss, *validation, "validation", step);
        let batch = Batch {
            views: pairs.all(&Cpu::default())?,
            targets: pairs.targets.clone(),
        };
        let mut pass = Pass {
            dropout: Dropout::On {
                probability: 0.0,
                random: &mut random,
            },
            progress: step as f64 / 6.0,
        };
        let loss = network.loss(batch.traced(), &mut pass)?;
        assert_near(loss.array(), *training, "training", step);
        let mut gradients = loss.try_backward()?;
        adam.update(network.parameters_mut(), &mut gradients)?;
    }
    Ok(())
}

fn assert_near(found: f32, expected: f32, part: &str, step: usize) {
    let difference = (found - expected).abs();
    assert!(
        difference < 1e-5 * (1.0 + expected.abs()),
        "{part}, step {step}: {found}, not {expected}"
    );
}

/// sin(1.3 k + 0.5) for k from `start`, scaled.
#[expect(
    clippy::cast_possible_truncation,
    reason = "PyTorch rounds to single precision too"
)]
fn wave(count: usize, start: usize, scale: f32) -> Vec<f32> {
    (start..start + count)
        .map(|k| scale * (1.3 * k as f64 + 0.5).sin() as f32)
        .collect()
}
