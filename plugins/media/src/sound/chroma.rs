use ndarray::Array2;

use super::spectrum::hertz;
use crate::statistics::{correlation, mean};

/// Pitch classes, from C.
pub const CLASSES: usize = 12;
/// Profiles of C major and C minor: Krumhansl, "Cognitive foundations of musical pitch", 1990, table 2.1.
const MAJOR: [f64; CLASSES] = [
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88,
];
const MINOR: [f64; CLASSES] = [
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17,
];

/// How much each bin of a spectrum belongs to each pitch class (Ellis, "Chroma feature analysis and synthesis", 2007).
#[derive(Debug)]
pub struct ChromaBank {
    /// Bins x classes.
    weights: Vec<[f32; CLASSES]>,
}

impl ChromaBank {
    /// For so many bins. A bin's weight is a Gaussian of its distance from the class in semitones, as wide as half the bin,
    /// scaled to a length of 1 over the classes, times a Gaussian of its octave around the fifth with a width of two
    /// octaves.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "spectra have no more digits"
    )]
    pub fn new(bins: usize) -> Self {
        let semitones = |bin: usize| 12.0 * (hertz(bin) / (440.0 / 16.0)).log2();
        // Frequency 0 is taken to lie one and a half octaves below the first bin.
        let position = |bin: usize| match bin {
            0 => semitones(1) - 18.0,
            bin => semitones(bin),
        };
        let weights = (0..bins).map(|bin| {
            let at = position(bin);
            let width = (position(bin + 1) - at).max(1.0);
            let bumps: [f64; CLASSES] = std::array::from_fn(|class| {
                // Positions count from A, classes from C.
                let from_a = ((class + 3) % CLASSES) as f64;
                let distance = (at - from_a + 6.0).rem_euclid(12.0) - 6.0;
                (-0.5 * (2.0 * distance / width).powi(2)).exp()
            });
            let length = bumps.iter().map(|bump| bump * bump).sum::<f64>().sqrt();
            let octave = (-0.5 * ((at / 12.0 - 5.0) / 2.0).powi(2)).exp();
            bumps.map(|bump| (bump / length * octave) as f32)
        });
        Self {
            weights: weights.collect(),
        }
    }

    /// The chroma of a power spectrum, classes x frames, the strongest class of each frame at 1; 0 where there is nothing.
    pub fn apply(&self, power: &Array2<f32>) -> Vec<Vec<f64>> {
        let mut chroma = vec![Vec::new(); CLASSES];
        for frame in power.rows() {
            let mut sums = [0.0_f32; CLASSES];
            for (value, weights) in frame.iter().zip(&self.weights) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += value * weight;
                }
            }
            let strongest = sums.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            for (class, sum) in chroma.iter_mut().zip(sums) {
                class.push(f64::from(sum / strongest));
            }
        }
        chroma
    }
}

/// How major a segment is: the highest correlation of its mean chroma with a major profile less that with a minor one.
pub fn majorness(chroma: &[Vec<f64>]) -> f64 {
    let means: Vec<f64> = chroma.iter().map(|class| mean(class)).collect();
    let best = |profile: &[f64; CLASSES]| {
        (0..CLASSES)
            .map(|tonic| {
                let mut turned = *profile;
                turned.rotate_right(tonic);
                correlation(&means, &turned)
            })
            .fold(f64::NEG_INFINITY, f64::max)
    };
    best(&MAJOR) - best(&MINOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(classes: &[usize]) -> f64 {
        let mut chroma = vec![vec![0.0]; CLASSES];
        for class in classes {
            chroma[*class][0] = 1.0;
        }
        majorness(&chroma)
    }

    #[test]
    fn a_major_triad_is_more_major_than_a_minor_one() {
        assert!(chord(&[2, 6, 9]) > 0.05);
        assert!(chord(&[2, 5, 9]) < -0.05);
        assert!(chord(&[]).abs() < 1e-12);
    }

    #[test]
    fn concert_pitch_is_an_a() {
        let bank = ChromaBank::new(1025);
        let mut power = Array2::zeros((1, 1025));
        // 441.4 Hz.
        power[(0, 41)] = 1.0;
        let chroma = bank.apply(&power);
        assert!((chroma[9][0] - 1.0).abs() < 1e-6);
    }
}
