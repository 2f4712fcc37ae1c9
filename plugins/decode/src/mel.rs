use ndarray::{Array2, ArrayView2, Axis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A scale of pitch and the form of its bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MelScale {
    /// Slaney's Auditory Toolbox: linear below 1000 Hz, logarithmic above; triangles over Hz of equal area (librosa's
    /// default).
    #[default]
    Slaney,
    /// HTK's 2595 log10(1 + f / 700); triangles over Hz of height 1 (torchaudio's default).
    Htk,
    /// HTK's scale, triangles over mel of height 1, and nothing of frequency 0 (TensorFlow, VGGish).
    HtkOverMel,
}

impl MelScale {
    fn mel(self, hertz: f64) -> f64 {
        match self {
            Self::Slaney if hertz < 1000.0 => hertz * 3.0 / 200.0,
            Self::Slaney => 15.0 + (hertz / 1000.0).ln() * 27.0 / 6.4_f64.ln(),
            Self::Htk | Self::HtkOverMel => 2595.0 * (hertz / 700.0).ln_1p() / 10.0_f64.ln(),
        }
    }

    fn hertz(self, mel: f64) -> f64 {
        match self {
            Self::Slaney if mel < 15.0 => mel * 200.0 / 3.0,
            Self::Slaney => 1000.0 * ((mel - 15.0) * 6.4_f64.ln() / 27.0).exp(),
            Self::Htk | Self::HtkOverMel => 700.0 * (mel * 10.0_f64.ln() / 2595.0).exp_m1(),
        }
    }
}

/// Bands of frequencies, each a weighted sum of the bins of a spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct MelBank {
    /// Of each band, the first bin with a weight and the weights from there.
    bands: Vec<(usize, Vec<f32>)>,
}

impl MelBank {
    /// `bands` bands from `low` to `high` Hz, over the `bins` bins of a spectrum from 0 to half of `rate` Hz.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "spectra have no more digits"
    )]
    pub fn new(scale: MelScale, rate: f64, bins: usize, bands: usize, low: f64, high: f64) -> Self {
        let is_over_mel = scale == MelScale::HtkOverMel;
        let position = |hertz| if is_over_mel { scale.mel(hertz) } else { hertz };
        let step = (scale.mel(high) - scale.mel(low)) / (bands + 1) as f64;
        let edge = |edge: usize| scale.mel(low) + step * edge as f64;
        let bin_width = rate / 2.0 / bins.saturating_sub(1).max(1) as f64;
        let band = |band: usize| {
            let [left, middle, right] = [band, band + 1, band + 2].map(|place| {
                if is_over_mel {
                    edge(place)
                } else {
                    scale.hertz(edge(place))
                }
            });
            let height = if scale == MelScale::Slaney {
                2.0 / (right - left)
            } else {
                1.0
            };
            let weight = |bin: usize| {
                let at = position(bin as f64 * bin_width);
                let slope = ((at - left) / (middle - left)).min((right - at) / (right - middle));
                let is_left_out = is_over_mel && bin == 0;
                (height * if is_left_out { 0.0 } else { slope.max(0.0) }) as f32
            };
            let weights: Vec<f32> = (0..bins).map(weight).collect();
            let first = weights.iter().position(|weight| *weight > 0.0).unwrap_or(0);
            let end = weights
                .iter()
                .rposition(|weight| *weight > 0.0)
                .map_or(first, |last| last + 1);
            (first, weights[first..end].to_vec())
        };
        Self {
            bands: (0..bands).map(band).collect(),
        }
    }

    /// The weights, bands x `bins`.
    pub fn weights(&self, bins: usize) -> Array2<f32> {
        let mut weights = Array2::zeros((self.bands.len(), bins));
        for ((first, band), mut row) in self.bands.iter().zip(weights.axis_iter_mut(Axis(0))) {
            for (weight, value) in band.iter().zip(row.iter_mut().skip(*first)) {
                *value = *weight;
            }
        }
        weights
    }

    /// The bands of a spectrum (frames x bins), frames x bands.
    pub fn apply(&self, spectrum: &ArrayView2<'_, f32>) -> Array2<f32> {
        let mut sums = Array2::zeros((spectrum.nrows(), self.bands.len()));
        for (frame, mut sums) in spectrum.axis_iter(Axis(0)).zip(sums.axis_iter_mut(Axis(0))) {
            for ((first, weights), sum) in self.bands.iter().zip(sums.iter_mut()) {
                *sum = weights
                    .iter()
                    .zip(frame.iter().skip(*first))
                    .map(|(weight, value)| weight * value)
                    .sum();
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_of_a_scale_agree() {
        for scale in [MelScale::Slaney, MelScale::Htk] {
            for hertz in [0.0, 440.0, 999.0, 1000.0, 7500.0] {
                assert!((scale.hertz(scale.mel(hertz)) - hertz).abs() < 1e-9);
            }
        }
        assert!((MelScale::Htk.mel(1000.0) - 999.985_537).abs() < 1e-4);
    }

    #[test]
    fn slaney_bands_have_an_area_of_one_hertz_each() {
        let bins = 16385;
        let bank = MelBank::new(MelScale::Slaney, 16000.0, bins, 40, 0.0, 8000.0);
        let bin_width = 8000.0 / (bins - 1) as f32;
        for band in bank.weights(bins).axis_iter(Axis(0)) {
            assert!((band.sum() * bin_width - 1.0).abs() < 1e-3);
        }
    }
}
