use ndarray::{Array2, ArrayView2};

use crate::{LogMelFormat, MelBank, Stft, patches};

/// A log-mel front end.
#[derive(Debug, Clone)]
pub struct LogMel {
    format: LogMelFormat,
    stft: Stft,
    bank: MelBank,
}

impl LogMel {
    /// Of a format.
    pub fn new(format: LogMelFormat) -> Self {
        let stft = Stft::new(format.window, format.fft, format.hop, format.padding);
        let bank = MelBank::new(
            format.scale,
            f64::from(format.rate),
            stft.bins(),
            format.bands,
            format.low,
            format.high,
        );
        Self { format, stft, bank }
    }

    /// Its format.
    pub fn format(&self) -> &LogMelFormat {
        &self.format
    }

    /// The compressed bands of samples at the format's rate, frames x bands.
    pub fn frames(&self, samples: &[f32]) -> Array2<f32> {
        let spectrum = if self.format.magnitude {
            self.stft.magnitude(samples)
        } else {
            self.stft.power(samples)
        };
        let mut bands = self.bank.apply(&spectrum.view());
        bands.mapv_inplace(|band| self.format.logarithm.of(band));
        bands
    }

    /// The patches of such frames, each patch x bands; frames that do not fill one are left out.
    pub fn patches<'a>(&self, frames: &ArrayView2<'a, f32>) -> Vec<ArrayView2<'a, f32>> {
        patches(frames, self.format.patch, self.format.patch_hop)
    }
}
