//! The front ends against librosa and VGGish's own arithmetic: `front_ends.py` made the golden values.
#![expect(
    clippy::expect_used,
    reason = "what is not as it should be ends the test"
)]

use emospec_decode::{LogMel, LogMelFormat, MelBank, MelScale};
use ndarray::Axis;
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    kept_frames: Vec<usize>,
    vggish: Frames,
    musicnn: Frames,
    slaney: Bank,
    htk: Bank,
}

#[derive(Deserialize)]
struct Frames {
    frames: usize,
    values: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct Bank {
    sums: Vec<f32>,
    peaks: Vec<f32>,
    places: Vec<usize>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("front_ends.json")).expect("the golden values are readable")
}

/// Two tones, one rising, and noise.
#[expect(clippy::cast_possible_truncation, reason = "as the script does")]
fn signal(samples: u32) -> Vec<f32> {
    let mut state = 12345_u64;
    (0..samples)
        .map(|n| {
            state = (state * 1_103_515_245 + 12345) % (1 << 31);
            let noise = state as f64 / f64::from(1 << 30) - 1.0;
            let t = f64::from(n) / 16000.0;
            let turn = 2.0 * std::f64::consts::PI;
            let tone =
                0.4 * (turn * 440.0 * t).sin() + 0.2 * (turn * (200.0 + 900.0 * t) * t).sin();
            (tone + 0.02 * noise) as f32
        })
        .collect()
}

fn agree(format: LogMelFormat, golden: &Frames, kept: &[usize]) {
    let front_end = LogMel::new(format);
    let frames = front_end.frames(&signal(32000));
    assert_eq!(frames.nrows(), golden.frames);
    for (values, frame) in golden.values.iter().zip(kept) {
        let row = frames.index_axis(Axis(0), *frame);
        assert_eq!(row.len(), values.len());
        for (own, golden) in row.iter().zip(values) {
            assert!((own - golden).abs() < 1e-4, "{own} and {golden}");
        }
    }
}

#[test]
fn vggish_frames_are_those_of_its_release() {
    let golden = golden();
    agree(LogMelFormat::vggish(), &golden.vggish, &golden.kept_frames);
}

#[test]
fn musicnn_frames_are_those_of_librosa() {
    let golden = golden();
    agree(
        LogMelFormat::musicnn(),
        &golden.musicnn,
        &golden.kept_frames,
    );
}

#[test]
fn a_vggish_patch_lasts_96_frames_and_the_rest_is_left_out() {
    let front_end = LogMel::new(LogMelFormat::vggish());
    let frames = front_end.frames(&signal(32000));
    let patches = front_end.patches(&frames.view());
    assert_eq!(patches.len(), 2);
    assert_eq!(patches[1].dim(), (96, 64));
    assert_eq!(patches[1].row(0), frames.row(96));
}

#[test]
fn mel_banks_are_those_of_librosa() {
    let golden = golden();
    for (scale, golden) in [
        (MelScale::Slaney, golden.slaney),
        (MelScale::Htk, golden.htk),
    ] {
        let weights = MelBank::new(scale, 22050.0, 1025, 40, 30.0, 8000.0).weights(1025);
        for (band, weights) in weights.axis_iter(Axis(0)).enumerate() {
            let close = |own: f32, golden: f32| (own - golden).abs() <= 1e-5 * golden.abs();
            assert!(close(weights.sum(), golden.sums[band]));
            let peak = weights.iter().copied().fold(0.0, f32::max);
            assert!(close(peak, golden.peaks[band]));
            assert!(weights[golden.places[band]] >= peak);
        }
    }
}
