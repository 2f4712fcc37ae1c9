//! Features against librosa and OpenCV: `reference.py` made the golden values.
#![expect(
    clippy::expect_used,
    reason = "what is not as it should be ends the test"
)]

use std::f64::consts::TAU;

use emospec_media::{Features, PictureParams, picture_features, sound_features};
use serde_json::{Map, Value};

fn golden(of: &str) -> Map<String, Value> {
    let all: Value = serde_json::from_str(include_str!("reference.json")).expect("it is JSON");
    all[of].as_object().expect("an object").clone()
}

/// Holds features against golden ones: the same names in the same order, and values that differ by a 2,000th of their size
/// and of 1 at most.
fn agree(features: &Features, golden: &Map<String, Value>) {
    assert!(features.names().iter().eq(golden.keys()));
    for ((name, golden), own) in golden.iter().zip(features.values()) {
        let golden = golden.as_f64().expect("a number");
        let own = f64::from(*own);
        let allowed = 5e-4 * golden.abs().max(own.abs()) + 5e-5;
        assert!(
            (own - golden).abs() <= allowed,
            "{name}: {own} and {golden}"
        );
    }
}

/// Six seconds: chords that change every second, beats, a rising tone and noise.
#[expect(clippy::cast_possible_truncation, reason = "as the script does")]
fn signal() -> Vec<f32> {
    let chords = [
        [220.0, 277.18, 329.63],
        [246.94, 293.66, 369.99],
        [196.0, 246.94, 293.66],
    ];
    let mut state = 12345_u64;
    (0..6 * 22050_u32)
        .map(|n| {
            let t = f64::from(n) / 22050.0;
            let chord = chords[(n / 22050 % 3) as usize];
            let mut out: f64 = chord
                .iter()
                .map(|hertz| 0.1 * (TAU * hertz * t).sin())
                .sum();
            let beat = t % 0.5;
            out += 0.3 * (-30.0 * beat).exp() * (TAU * 90.0 * beat).sin();
            out += 0.05 * (TAU * (400.0 + 500.0 * t) * t).sin();
            state = (state * 1_103_515_245 + 12345) % (1 << 31);
            out += 0.01 * (state as f64 / f64::from(1 << 30) - 1.0);
            out as f32
        })
        .collect()
}

/// Forty frames of 64 x 48 that move, with a cut every ten.
fn frames() -> Vec<Vec<u8>> {
    let byte = |value: u32| u8::try_from(value % 256).expect("a byte");
    (0..40_u32)
        .map(|index| {
            let scene = index / 10;
            let pixels = (0..48_u32).flat_map(|y| (0..64_u32).map(move |x| (x, y)));
            pixels
                .flat_map(|(x, y)| {
                    [
                        byte(x * (3 + scene) + index * 5),
                        byte(y * 5 + scene * 70),
                        byte(x * y / 8 + index * (scene + 1) * 3 + scene * 90),
                    ]
                })
                .collect()
        })
        .collect()
}

#[test]
fn features_of_sound_are_those_of_librosa() {
    agree(&sound_features(&signal()), &golden("sound"));
}

#[test]
fn features_of_pictures_are_those_of_opencv() {
    let frames = frames();
    let frames = frames.iter().map(Vec::as_slice);
    agree(
        &picture_features(frames, &PictureParams::default()),
        &golden("picture"),
    );
}

/// The ranges of columns in a table of `docs/media.md`, and what their names begin with.
fn documented(section: &str) -> Vec<(usize, usize, String)> {
    let text = include_str!("../../../docs/media.md");
    let section = text.split("\n## ").find(|one| one.starts_with(section));
    let rows = section.expect("there is such a section").lines();
    rows.filter_map(|row| {
        let mut cells = row.strip_prefix("| ")?.split(" | ");
        let (first, last) = cells.next()?.split_once('-')?;
        let name = cells.next()?.trim_matches('`').to_owned();
        Some((first.parse().ok()?, last.parse().ok()?, name))
    })
    .collect()
}

#[test]
fn every_column_is_documented() {
    let frames = frames();
    let frames = frames.iter().map(Vec::as_slice);
    for (section, features) in [
        ("Sound", sound_features(&signal())),
        (
            "Pictures",
            picture_features(frames, &PictureParams::default()),
        ),
    ] {
        let mut next = 0;
        for (first, last, name) in documented(section) {
            assert_eq!(first, next);
            for column in first..=last {
                assert!(
                    features.names()[column].starts_with(&name),
                    "{name}: {column}"
                );
            }
            next = last + 1;
        }
        assert_eq!(next, features.names().len());
    }
}
