//! One training epoch at the sizes of EmoMV-A and EmoMV-C (4110 and 360 pairs, views 2304 and 128 wide, batches of 256)
//! on one thread, and its bare matrix products, which nothing on this machine can train without.
//!
//! `cargo bench -p emospec-emomv`; `benches/side_by_side.sh` compares with PyTorch.

use divan::Bencher;
use emospec_emomv::Params;
use emospec_emomv::network::{Architecture, Fusion, Network, Question};
use emospec_learn::ops::matmul::{Operand, Write, multiply};
use emospec_learn::pairs::{Pairs, Targets};
use emospec_learn::training::{EpochLosses, Trainer, Watcher};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const ROWS_OF_A: usize = 4110;
const ROWS_OF_C: usize = 360;
const VIEW_WIDTHS: [usize; 2] = [2304, 128];
const BATCH: usize = 256;
const AUXILIARY_CLASSES: usize = 5;
const CLASSIFICATION: Question = Question::Classification { classes: 2 };
const RETRIEVAL: Question = Question::Retrieval { margin: 1.0 };

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn classification_single_task(bencher: Bencher, rows: usize) {
    epoch(bencher, rows, CLASSIFICATION, false);
}

#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn classification_multi_task(bencher: Bencher, rows: usize) {
    epoch(bencher, rows, CLASSIFICATION, true);
}

#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn retrieval_single_task(bencher: Bencher, rows: usize) {
    epoch(bencher, rows, RETRIEVAL, false);
}

#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn retrieval_multi_task(bencher: Bencher, rows: usize) {
    epoch(bencher, rows, RETRIEVAL, true);
}

/// The matrix products of `classification_single_task` and nothing else; likewise the others.
#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn products_of_classification_single_task(bencher: Bencher, rows: usize) {
    epoch_products(bencher, rows, CLASSIFICATION, false);
}

#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn products_of_classification_multi_task(bencher: Bencher, rows: usize) {
    epoch_products(bencher, rows, CLASSIFICATION, true);
}

#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn products_of_retrieval_single_task(bencher: Bencher, rows: usize) {
    epoch_products(bencher, rows, RETRIEVAL, false);
}

#[divan::bench(sample_count = 20, sample_size = 1, args = [ROWS_OF_A, ROWS_OF_C])]
fn products_of_retrieval_multi_task(bencher: Bencher, rows: usize) {
    epoch_products(bencher, rows, RETRIEVAL, true);
}

fn epoch_products(bencher: Bencher, rows: usize, question: Question, multi_task: bool) {
    let mut layers = vec![];
    for width in VIEW_WIDTHS {
        layers.extend([(width, 64, false), (64, 64, true), (64, 64, true)]);
        if multi_task {
            layers.push((64, AUXILIARY_CLASSES, true));
        }
    }
    if let Question::Classification { classes } = question {
        layers.extend([(32, 32, true), (32, classes, true)]);
    }
    let random = random_values(BATCH * VIEW_WIDTHS[0]);
    let mut out = random.clone();
    bencher.bench_local(|| {
        for start in (0..rows).step_by(BATCH) {
            let batch = BATCH.min(rows - start);
            for &(inputs, outputs, wants_input) in &layers {
                products(batch, inputs, outputs, wants_input, &random, &mut out);
            }
        }
    });
}

/// A linear layer's products: forward, weight gradient and, unless it is the first layer, input gradient.
fn products(
    rows: usize,
    inputs: usize,
    outputs: usize,
    wants_input: bool,
    values: &[f32],
    out: &mut [f32],
) {
    let x = Operand::new(&values[..rows * inputs], rows, inputs);
    let weight = Operand::new(&values[..inputs * outputs], inputs, outputs);
    let slope = Operand::new(&values[..rows * outputs], rows, outputs);
    multiply(x, weight, Write::Onto, &mut out[..rows * outputs]);
    multiply(
        x.transposed(),
        slope,
        Write::Over,
        &mut out[..inputs * outputs],
    );
    if wants_input {
        multiply(
            slope,
            weight.transposed(),
            Write::Over,
            &mut out[..rows * inputs],
        );
    }
}

fn epoch(bencher: Bencher, rows: usize, question: Question, multi_task: bool) {
    let architecture = Architecture {
        question,
        view_widths: VIEW_WIDTHS,
        auxiliary_classes: multi_task.then_some([AUXILIARY_CLASSES; 2]),
        branch_width: 64,
        embedding_width: 64,
        fusion: Fusion::Bilinear,
        pooled_width: 32,
    };
    let views = VIEW_WIDTHS.map(|width| random_values(rows * width));
    let classes = |count: usize| (0..rows).map(|row| row * 7 % count).collect::<Vec<_>>();
    let auxiliary = multi_task.then(|| [classes(AUXILIARY_CLASSES), classes(AUXILIARY_CLASSES)]);
    let targets = Targets {
        comparison: classes(2),
        auxiliary,
    };
    let pairs = Pairs {
        views: [&views[0], &views[1]],
        targets,
    };
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let Ok(network) = Network::new(architecture, &mut random) else {
        return;
    };
    let mut trainer = Trainer::new(network, random, &Params::default().schedule());
    bencher.bench_local(|| trainer.epoch(&pairs, &Silent).ok());
}

fn random_values(count: usize) -> Vec<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    (0..count).map(|_| random.random_range(-1.7..1.7)).collect()
}

struct Silent;

impl Watcher for Silent {
    fn is_cancelled(&self) -> bool {
        false
    }

    fn epoch_done(&self, _: &EpochLosses) {}
}
