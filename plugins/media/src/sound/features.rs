use super::chroma::{ChromaBank, majorness};
use super::loudness::{crest, levels, loudness};
use super::onsets::{onset_strength, onsets};
use super::shape::{Shape, zero_crossings};
use super::spectrum::{FRAME, RATE, Spectra};
use super::tempo::TempoFinder;
use crate::Features;

/// Names of the pitch classes.
const CLASSES: [&str; 12] = [
    "c", "c_sharp", "d", "d_sharp", "e", "f", "f_sharp", "g", "g_sharp", "a", "a_sharp", "b",
];

/// What computes the features of sound, made once for many segments.
#[derive(Debug)]
pub struct SoundAnalysis {
    spectra: Spectra,
    chroma: ChromaBank,
    tempo: TempoFinder,
}

impl SoundAnalysis {
    /// Plans its transforms.
    pub fn new() -> Self {
        Self {
            spectra: Spectra::new(),
            chroma: ChromaBank::new(FRAME / 2 + 1),
            tempo: TempoFinder::new(),
        }
    }

    /// The features of samples at 22,050 a second, one at least.
    pub fn features(&self, samples: &[f32]) -> Features {
        let spectrum = self.spectra.of(samples);
        let mut features = Features::default();
        for (band, levels) in spectrum.mel.columns().into_iter().enumerate() {
            let levels: Vec<f64> = levels.iter().copied().map(f64::from).collect();
            features.push_over_time(&format!("mel_{band}"), &levels);
        }
        let chroma = self.chroma.apply(&spectrum.power);
        for (name, class) in CLASSES.iter().zip(&chroma) {
            features.push_over_time(&format!("chroma_{name}"), class);
        }
        features.push("majorness", majorness(&chroma));
        features.push_over_time("level", &levels(samples));
        features.push("loudness", loudness(samples));
        features.push("crest", crest(samples));
        let strength = onset_strength(&spectrum.mel);
        features.push_over_time("onset_strength", &strength);
        let seconds = samples.len() as f64 / f64::from(RATE);
        features.push("onset_rate", onsets(&strength).len() as f64 / seconds);
        let pulse = self.tempo.pulse(&strength);
        features.push("tempo", pulse.tempo);
        features.push("pulse", pulse.strength);
        let shape = Shape::of(&spectrum.power);
        features.push_over_time("centroid", &shape.centroid);
        features.push_over_time("bandwidth", &shape.bandwidth);
        features.push_over_time("rolloff", &shape.rolloff);
        features.push_over_time("flatness", &shape.flatness);
        features.push_over_time("zero_crossings", &zero_crossings(samples));
        features
    }
}
