use std::f64::consts::PI;
use std::fmt;
use std::sync::Arc;

use ndarray::{Array2, Axis};
use realfft::{RealFftPlanner, RealToComplex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What stands before and after the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Padding {
    /// Nothing: frame `i` begins at sample `i * hop`, and what does not fill a frame is left out.
    #[default]
    None,
    /// Zeros: the middle of frame `i` is sample `i * hop` (librosa 0.10 and later).
    Zeros,
    /// The samples mirrored at their first and last: the middle of frame `i` is sample `i * hop` (librosa before 0.10).
    Reflect,
}

/// The short-time Fourier transform of real samples under a periodic Hann window.
#[derive(Clone)]
pub struct Stft {
    window: Vec<f32>,
    hop: usize,
    padding: Padding,
    transform: Arc<dyn RealToComplex<f32>>,
}

impl fmt::Debug for Stft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Stft")
            .field("window", &self.window.len())
            .field("fft", &self.transform.len())
            .field("hop", &self.hop)
            .field("padding", &self.padding)
            .finish_non_exhaustive()
    }
}

impl Stft {
    /// Frames of `window` samples every `hop` samples, transformed with zeros up to `fft` samples behind them. Every
    /// number is taken to be at least 1, and `fft` at least `window`.
    pub fn new(window: usize, fft: usize, hop: usize, padding: Padding) -> Self {
        let window = window.max(1);
        Self {
            window: hann(window),
            hop: hop.max(1),
            padding,
            transform: RealFftPlanner::new().plan_fft_forward(fft.max(window)),
        }
    }

    /// Frequencies of a frame, from 0 to half the sample rate.
    pub fn bins(&self) -> usize {
        self.transform.len() / 2 + 1
    }

    /// Frames of so many samples.
    pub fn frames(&self, samples: usize) -> usize {
        let window = self.window.len();
        match self.padded(samples) {
            0 => 0,
            length if length < window => 0,
            length => 1 + (length - window) / self.hop,
        }
    }

    fn padded(&self, samples: usize) -> usize {
        match self.padding {
            _ if samples == 0 => 0,
            Padding::None => samples,
            Padding::Zeros | Padding::Reflect => samples + self.window.len() / 2 * 2,
        }
    }

    /// The squared magnitudes, frames x bins.
    pub fn power(&self, samples: &[f32]) -> Array2<f32> {
        let mut power = Array2::zeros((self.frames(samples.len()), self.bins()));
        let mut frame = self.transform.make_input_vec();
        let mut spectrum = self.transform.make_output_vec();
        let mut scratch = self.transform.make_scratch_vec();
        for (index, mut row) in power.axis_iter_mut(Axis(0)).enumerate() {
            self.fill(&mut frame, samples, index * self.hop);
            // The lengths are those it made itself.
            if self
                .transform
                .process_with_scratch(&mut frame, &mut spectrum, &mut scratch)
                .is_ok()
            {
                for (power, value) in row.iter_mut().zip(&spectrum) {
                    *power = value.norm_sqr();
                }
            }
        }
        power
    }

    /// The magnitudes, frames x bins.
    pub fn magnitude(&self, samples: &[f32]) -> Array2<f32> {
        let mut magnitude = self.power(samples);
        magnitude.mapv_inplace(f32::sqrt);
        magnitude
    }

    /// Writes the windowed frame that begins at `start` of the padded samples.
    fn fill(&self, frame: &mut [f32], samples: &[f32], start: usize) {
        frame.fill(0.0);
        let before = match self.padding {
            Padding::None => 0,
            Padding::Zeros | Padding::Reflect => self.window.len() / 2,
        };
        for (offset, (value, weight)) in frame.iter_mut().zip(&self.window).enumerate() {
            let position = start + offset;
            let sample = match (position.checked_sub(before), self.padding) {
                (Some(place), _) if place < samples.len() => samples[place],
                (place, Padding::Reflect) => {
                    let outside = place
                        .map_or_else(|| before - position, |place| mirrored(place, samples.len()));
                    samples[mirrored(outside, samples.len())]
                }
                _ => 0.0,
            };
            *value = weight * sample;
        }
    }
}

/// The place that is met where one walks `place` steps from the first of `count` samples, turning at both ends.
fn mirrored(place: usize, count: usize) -> usize {
    let period = (2 * (count - 1)).max(1);
    let place = place % period;
    place.min(period - place).min(count - 1)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "samples have no more digits"
)]
fn hann(length: usize) -> Vec<f32> {
    (0..length)
        .map(|place| (0.5 - 0.5 * (2.0 * PI * place as f64 / length as f64).cos()) as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_has_its_energy_in_its_own_bin() {
        let samples: Vec<f32> = (0..4096)
            .map(|n| (2.0 * std::f32::consts::PI * 16.0 * n as f32 / 512.0).sin())
            .collect();
        let magnitude = Stft::new(512, 512, 256, Padding::None).magnitude(&samples);
        assert_eq!(magnitude.dim(), (15, 257));
        for frame in magnitude.axis_iter(Axis(0)) {
            // A Hann window of n samples passes n / 4 of a sine's amplitude to its bin, and half of that beside it.
            assert!((frame[16] - 128.0).abs() < 0.05, "{}", frame[16]);
            assert!((frame[15] - 64.0).abs() < 0.05);
            assert!(frame[20] < 0.05);
        }
    }

    #[test]
    fn padding_centres_frames() {
        let centred = Stft::new(512, 512, 256, Padding::Zeros);
        assert_eq!(centred.frames(5 * 256), 6);
        assert_eq!(Stft::new(400, 512, 160, Padding::None).frames(16000), 98);
        assert_eq!(centred.frames(0), 0);
        let mut impulse = vec![0.0; 1280];
        impulse[512] = 1.0;
        let power = centred.power(&impulse);
        assert!((power[(2, 7)] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn reflection_turns_at_both_ends_however_few_samples_there_are() {
        let walk = |count| {
            (0..7)
                .map(|place| mirrored(place, count))
                .collect::<Vec<_>>()
        };
        assert_eq!(walk(4), [0, 1, 2, 3, 2, 1, 0]);
        assert_eq!(walk(1), [0; 7]);
        let power = Stft::new(512, 512, 256, Padding::Reflect).power(&[1.0, 0.5]);
        assert!(power.iter().all(|value| value.is_finite()));
    }
}
