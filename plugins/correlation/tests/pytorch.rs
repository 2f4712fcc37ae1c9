//! Ten steps of the triplet networks agree with PyTorch: network, loss, gradients and Adam at once. The numbers come from
//! `pytorch_triplets.py`.

use emospec_correlation::{TnnCCcaParams, TripletNetwork};
use emospec_learn::pairs::{Pairs, Targets};
use emospec_learn::training::{EpochLosses, Learner, Trainer, Watcher};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

const ROWS: usize = 12;
const EXPECTED: [f64; 10] = [
    0.300_203_6,
    0.295_889_0,
    0.292_380_8,
    0.289_462_5,
    0.286_852_9,
    0.284_323_4,
    0.281_785_0,
    0.279_485_5,
    0.277_377_8,
    0.275_269_7,
];

#[test]
fn triplet_networks() -> Result<(), Box<dyn std::error::Error>> {
    let params = TnnCCcaParams {
        hidden: vec![6, 6],
        outputs: 4,
        learning_rate: 0.01,
        batch_size: ROWS,
        dropout: 0.0,
        ..TnnCCcaParams::default()
    };
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut network = TripletNetwork::new([7, 5], &params, &mut random)?;
    let mut start = 0;
    for parameter in network.parameters_mut() {
        let values = parameter.values_mut();
        values.copy_from_slice(&wave(values.len(), start, 0.4));
        start += values.len();
    }
    let mut trainer = Trainer::new(network, random, &params.schedule()?);
    let (first, second) = (wave(ROWS * 7, 0, 2.0), wave(ROWS * 5, 7, 2.0));
    let rows = || 0..ROWS;
    let classes = [
        rows().map(|row| row * 5 % 3).collect(),
        rows().map(|row| row * 7 / 2 % 3).collect(),
    ];
    let pairs = Pairs {
        views: [&first, &second],
        targets: Targets {
            comparison: vec![0; ROWS],
            auxiliary: Some(classes),
        },
    };
    for (step, expected) in EXPECTED.iter().enumerate() {
        let loss = trainer.epoch(&pairs, &Silent)?;
        assert!(
            (loss - expected).abs() < 1e-6,
            "step {step}: {loss}, not {expected}"
        );
    }
    Ok(())
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

struct Silent;

impl Watcher for Silent {
    fn is_cancelled(&self) -> bool {
        false
    }

    fn epoch_done(&self, _: &EpochLosses) {}
}
