use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Logarithm, MelScale, Padding};

/// How a network wants its sound: log-mel patches. The default is VGGish's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogMelFormat {
    /// Samples a second.
    #[schemars(range(min = 1000, max = 192_000))]
    pub rate: u32,
    /// Samples of a frame, under a periodic Hann window.
    #[schemars(range(min = 1, max = 65536))]
    pub window: usize,
    /// Samples of the Fourier transform: the window, then zeros.
    #[schemars(range(min = 2, max = 65536))]
    pub fft: usize,
    /// Samples from one frame to the next.
    #[schemars(range(min = 1, max = 65536))]
    pub hop: usize,
    /// What stands before and after the samples.
    pub padding: Padding,
    /// Whether magnitudes are summed up in bands, or else their squares.
    pub magnitude: bool,
    /// The scale of the bands.
    pub scale: MelScale,
    /// Bands.
    #[schemars(range(min = 1, max = 1024))]
    pub bands: usize,
    /// Where the lowest band begins, in Hz.
    #[schemars(range(min = 0.0, max = 96000.0))]
    pub low: f64,
    /// Where the highest band ends, in Hz.
    #[schemars(range(min = 0.0, max = 96000.0))]
    pub high: f64,
    /// How the bands are compressed.
    pub logarithm: Logarithm,
    /// Frames of a patch.
    #[schemars(range(min = 1, max = 100_000))]
    pub patch: usize,
    /// Frames from one patch to the next.
    #[schemars(range(min = 1, max = 100_000))]
    pub patch_hop: usize,
}

impl Default for LogMelFormat {
    fn default() -> Self {
        Self::vggish()
    }
}

impl LogMelFormat {
    /// VGGish: Hershey et al., "CNN architectures for large-scale audio classification", ICASSP 2017, with the constants of
    /// `vggish_params.py` and the arithmetic of `mel_features.py` of its release. Patches are 96 frames x 64 bands, .96 s.
    pub fn vggish() -> Self {
        Self {
            rate: 16_000,
            window: 400,
            fft: 512,
            hop: 160,
            padding: Padding::None,
            magnitude: true,
            scale: MelScale::HtkOverMel,
            bands: 64,
            low: 125.0,
            high: 7500.0,
            logarithm: Logarithm::Natural { offset: 0.01 },
            patch: 96,
            patch_hop: 96,
        }
    }

    /// musicnn: Pons and Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging", ISMIR 2019,
    /// with the constants of its release and librosa 0.7's reflection at the ends. Patches are 187 frames x 96 bands, 3 s.
    pub fn musicnn() -> Self {
        Self {
            rate: 16_000,
            window: 512,
            fft: 512,
            hop: 256,
            padding: Padding::Reflect,
            magnitude: false,
            scale: MelScale::Slaney,
            bands: 96,
            low: 0.0,
            high: 8000.0,
            logarithm: Logarithm::Decadic { factor: 10_000.0 },
            patch: 187,
            patch_hop: 187,
        }
    }
}
