//! Ten steps of every variant agree with PyTorch: network, losses, gradients and Adam with weight decay at once.
//! The numbers come from `pytorch_losses.py`.

use emospec_emomv::Params;
use emospec_emomv::network::{Architecture, Fusion, Network, Question};
use emospec_learn::pairs::{Pairs, Targets};
use emospec_learn::training::{EpochLosses, Trainer, Watcher};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;

type TestResult = Result<(), Box<dyn std::error::Error>>;

const ROWS: usize = 12;
const VIEW_WIDTHS: [usize; 2] = [7, 5];
const EMBEDDING_WIDTH: usize = 8;
const POOLED_WIDTH: usize = 4;
const AUXILIARY_CLASSES: usize = 3;
const CLASSIFICATION: Question = Question::Classification { classes: 2 };
const RETRIEVAL: Question = Question::Retrieval { margin: 0.8 };

#[test]
fn classification_single_task() -> TestResult {
    let expected = [
        0.704_689_6,
        0.691_178_3,
        0.682_784_0,
        0.674_688_4,
        0.664_958_7,
        0.652_586_8,
        0.637_550_7,
        0.621_857_5,
        0.606_245_5,
        0.587_772_1,
    ];
    assert_losses(CLASSIFICATION, Fusion::Bilinear, false, &expected)
}

#[test]
fn classification_multi_task() -> TestResult {
    let expected = [
        2.927_563_7,
        2.867_660_5,
        2.835_781_1,
        2.810_140_6,
        2.788_577_1,
        2.775_415_9,
        2.768_076_4,
        2.761_659_6,
        2.753_786_1,
        2.744_417_0,
    ];
    assert_losses(CLASSIFICATION, Fusion::Bilinear, true, &expected)
}

#[test]
fn classification_of_embeddings_side_by_side() -> TestResult {
    let expected = [
        0.692_954_0,
        0.652_406_0,
        0.627_074_7,
        0.612_791_4,
        0.605_697_1,
        0.602_527_4,
        0.601_026_6,
        0.599_892_2,
        0.598_526_7,
        0.596_448_4,
    ];
    assert_losses(CLASSIFICATION, Fusion::Concatenation, false, &expected)
}

#[test]
fn classification_of_the_product_of_embeddings() -> TestResult {
    let expected = [
        0.715_893_6,
        0.710_277_7,
        0.705_366_7,
        0.701_044_8,
        0.697_021_9,
        0.693_400_2,
        0.690_610_2,
        0.688_749_0,
        0.686_957_6,
        0.684_978_9,
    ];
    assert_losses(CLASSIFICATION, Fusion::Product, false, &expected)
}

#[test]
fn retrieval_single_task() -> TestResult {
    let expected = [
        0.266_675_2,
        0.143_067_6,
        0.075_693_8,
        0.043_602_7,
        0.028_418_8,
        0.021_738_4,
        0.018_714_4,
        0.016_979_1,
        0.015_610_4,
        0.014_297_0,
    ];
    assert_losses(RETRIEVAL, Fusion::Bilinear, false, &expected)
}

#[test]
fn retrieval_multi_task() -> TestResult {
    let expected = [
        2.720_465_2,
        2.575_671_9,
        2.460_970_6,
        2.358_845_9,
        2.277_969_6,
        2.221_054_8,
        2.182_422_6,
        2.153_451_7,
        2.131_050_1,
        2.113_912_1,
    ];
    assert_losses(RETRIEVAL, Fusion::Bilinear, true, &expected)
}

fn assert_losses(
    question: Question,
    fusion: Fusion,
    multi_task: bool,
    expected: &[f64],
) -> TestResult {
    let architecture = Architecture {
        question,
        view_widths: VIEW_WIDTHS,
        auxiliary_classes: multi_task.then_some([AUXILIARY_CLASSES; 2]),
        branch_width: 6,
        embedding_width: EMBEDDING_WIDTH,
        fusion,
        pooled_width: POOLED_WIDTH,
    };
    let params = Params {
        learning_rate: 0.01,
        dropout: 0.0,
        batch_size: ROWS,
        ..Params::default()
    };
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let network = Network::new(architecture, &mut random)?;
    let mut trainer = Trainer::new(network, random, &params.schedule());
    let mut network = with_known_sketches(trainer.network_mut())?;
    set_parameters(&mut network);
    *trainer.network_mut() = network;

    let (video, music) = (
        wave(ROWS * VIEW_WIDTHS[0], 0, 2.0),
        wave(ROWS * VIEW_WIDTHS[1], 7, 2.0),
    );
    let rows = || 0..ROWS;
    let auxiliary = [
        rows().map(|row| row * 5 % 3).collect(),
        rows().map(|row| row * 7 / 2 % 3).collect(),
    ];
    let targets = Targets {
        comparison: rows().map(|row| row % 2).collect(),
        auxiliary: multi_task.then_some(auxiliary),
    };
    let pairs = Pairs {
        views: [&video, &music],
        targets,
    };
    for (step, expected) in expected.iter().enumerate() {
        let loss = trainer.evaluate(&pairs)?;
        assert!(
            (loss - expected).abs() < 5e-6,
            "validation, step {step}: {loss}, not {expected}"
        );
        let loss = trainer.epoch(&pairs, &Silent)?;
        assert!(
            (loss - expected).abs() < 5e-6,
            "training, step {step}: {loss}, not {expected}"
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

fn set_parameters(network: &mut Network) {
    let mut start = 0;
    for parameter in network.parameters_mut() {
        let values = parameter.values_mut();
        values.copy_from_slice(&wave(values.len(), start, 0.4));
        start += values.len();
    }
}

fn with_known_sketches(network: &Network) -> serde_json::Result<Network> {
    let mut stored = serde_json::to_value(network)?;
    if let Some(sketches) = stored.pointer_mut("/classifier/fusion/Bilinear/sketches") {
        let signs: Vec<f32> = (0..EMBEDDING_WIDTH)
            .map(|i| if i % 3 == 0 { -1.0 } else { 1.0 })
            .collect();
        let buckets = |step| {
            (0..EMBEDDING_WIDTH)
                .map(|i| step * i % POOLED_WIDTH)
                .collect::<Vec<_>>()
        };
        *sketches = json!([
            {"buckets": buckets(1), "signs": signs},
            {"buckets": buckets(3), "signs": signs},
        ]);
    }
    serde_json::from_value(stored)
}

struct Silent;

impl Watcher for Silent {
    fn is_cancelled(&self) -> bool {
        false
    }

    fn epoch_done(&self, _: &EpochLosses) {}
}
