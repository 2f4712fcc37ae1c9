use emospec_decode::{MelBank, MelScale, Padding, Stft};
use ndarray::Array2;

/// Samples a second.
pub const RATE: u32 = 22_050;
/// Samples of a frame.
pub const FRAME: usize = 2048;
/// Samples from one frame to the next.
pub const HOP: usize = 512;
/// Mel bands.
const BANDS: usize = 40;
/// Range of the log-mel spectrogram below its loudest point, in decibels.
const RANGE: f32 = 80.0;

/// What turns samples into spectra, made once for many segments.
#[derive(Debug)]
pub struct Spectra {
    stft: Stft,
    mel: MelBank,
}

/// The spectra of a segment, frame by frame.
#[derive(Debug)]
pub struct Spectrum {
    /// Squared magnitudes, frames x bins.
    pub power: Array2<f32>,
    /// Their mel bands in decibels, at most 80 below the loudest point of the segment, frames x bands.
    pub mel: Array2<f32>,
}

impl Spectra {
    /// With librosa's constants: 22,050 samples a second, Hann windows of 2048, a hop of 512, zeros at both ends, 40 Slaney
    /// bands up to half the rate.
    pub fn new() -> Self {
        let rate = f64::from(RATE);
        let stft = Stft::new(FRAME, FRAME, HOP, Padding::Zeros);
        let mel = MelBank::new(MelScale::Slaney, rate, stft.bins(), BANDS, 0.0, rate / 2.0);
        Self { stft, mel }
    }

    /// The spectra of samples.
    pub fn of(&self, samples: &[f32]) -> Spectrum {
        let power = self.stft.power(samples);
        let mut mel = self.mel.apply(&power.view());
        mel.mapv_inplace(|band| 10.0 * band.max(1e-10).log10());
        let floor = mel.iter().copied().fold(f32::NEG_INFINITY, f32::max) - RANGE;
        mel.mapv_inplace(|level| level.max(floor));
        Spectrum { power, mel }
    }
}

/// The frequency of a bin, in Hz.
pub fn hertz(bin: usize) -> f64 {
    bin as f64 * f64::from(RATE) / FRAME as f64
}
