//! Ten steps of every network agree with PyTorch: network, loss, gradients and Adam with weight decay at once.
//! The numbers come from `pytorch_losses.py`.

use dfdx::optim::{AdamConfig, WeightDecay};
use emospec_correspondence::network::{
    AcpNetwork, AveNetwork, Classifying, L3Network, PairNetwork, Shape,
};
use emospec_correspondence::{AcpNetParams, AveNetParams, Fusion, L3NetParams};
use emospec_learn::pairs::{Pairs, Targets};
use emospec_learn::training::{EpochLosses, Learner, Schedule, Trainer, Watcher};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

type TestResult = Result<(), Box<dyn std::error::Error>>;

const ROWS: usize = 12;
const SHAPE: Shape = Shape {
    view_widths: [7, 5],
    classes: 3,
};

fn random() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

#[test]
fn l3_net() -> TestResult {
    let params = L3NetParams {
        tower_width: 6,
        hidden_width: 4,
        ..L3NetParams::default()
    };
    assert_losses(
        L3Network::new(SHAPE, &params, &mut random())?,
        &[
            1.122_117_4,
            1.102_319_0,
            1.086_357_7,
            1.073_996_9,
            1.064_160_8,
            1.055_969_1,
            1.049_235_1,
            1.044_547_2,
            1.040_792_8,
            1.038_077_2,
        ],
    )
}

#[test]
fn ave_net() -> TestResult {
    let params = AveNetParams {
        tower_width: 6,
        embedding_width: 4,
        ..AveNetParams::default()
    };
    assert_losses(
        AveNetwork::new(SHAPE, &params, &mut random())?,
        &[
            1.148_851_6,
            1.134_468_0,
            1.122_457_6,
            1.112_240_8,
            1.103_681_7,
            1.096_706_7,
            1.091_263_7,
            1.086_611_2,
            1.084_517_8,
            1.084_716_7,
        ],
    )
}

fn acp_network(fusion: Fusion) -> Result<AcpNetwork, Box<dyn std::error::Error>> {
    let params = AcpNetParams {
        projection_width: 6,
        common_width: 4,
        hidden_width: 5,
        fusion,
        ..AcpNetParams::default()
    };
    Ok(AcpNetwork::new(SHAPE, &params, &mut random())?)
}

#[test]
fn acp_net_with_projections_side_by_side() -> TestResult {
    assert_losses(
        acp_network(Fusion::Concatenation)?,
        &[
            1.165_037_2,
            1.142_799_3,
            1.125_803_8,
            1.113_461_4,
            1.104_224_1,
            1.097_834_1,
            1.093_753_1,
            1.091_393_4,
            1.090_282_3,
            1.089_956_6,
        ],
    )
}

#[test]
fn acp_net_with_the_product_of_projections() -> TestResult {
    assert_losses(
        acp_network(Fusion::Product)?,
        &[
            1.147_003_5,
            1.141_166_8,
            1.135_928_0,
            1.131_244_8,
            1.127_136_1,
            1.123_575_8,
            1.120_457_2,
            1.117_723_6,
            1.115_279_3,
            1.113_114_7,
        ],
    )
}

fn assert_losses(network: impl PairNetwork, expected: &[f64]) -> TestResult {
    let schedule = Schedule {
        adam: AdamConfig {
            lr: 0.01,
            weight_decay: Some(WeightDecay::L2(0.1)),
            ..AdamConfig::default()
        },
        batch_size: ROWS,
        epochs: expected.len(),
        patience: 1,
        dropout: 0.0,
    };
    let mut network = Classifying(network);
    set_parameters(&mut network);
    let mut trainer = Trainer::new(network, random(), &schedule);
    let (first, second) = (wave(ROWS * 7, 0, 2.0), wave(ROWS * 5, 7, 2.0));
    let pairs = Pairs {
        views: [&first, &second],
        targets: Targets {
            comparison: (0..ROWS).map(|row| row % SHAPE.classes).collect(),
            auxiliary: None,
        },
    };
    for (step, expected) in expected.iter().enumerate() {
        let validation = trainer.evaluate(&pairs)?;
        let training = trainer.epoch(&pairs, &Silent)?;
        for loss in [validation, training] {
            assert!(
                (loss - expected).abs() < 5e-6,
                "step {step}: {loss}, not {expected}"
            );
        }
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

fn set_parameters(network: &mut impl Learner) {
    let mut start = 0;
    for parameter in network.parameters_mut() {
        let values = parameter.values_mut();
        values.copy_from_slice(&wave(values.len(), start, 0.4));
        start += values.len();
    }
}

struct Silent;

impl Watcher for Silent {
    fn is_cancelled(&self) -> bool {
        false
    }

    fn epoch_done(&self, _: &EpochLosses) {}
}
