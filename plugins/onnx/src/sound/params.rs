use emospec_decode::{LogMelFormat, Padding};
use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::network::NetworkChoice;
use crate::pooling::Pooling;

/// Most numbers of a patch.
const LARGEST_PATCH: usize = 1 << 24;

/// What is computed of sound.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SoundParams {
    /// The network, and which of its outputs.
    pub network: NetworkChoice,
    /// What the network is given.
    pub front_end: FrontEnd,
    /// Whether the graph wants patches bands x frames instead of frames x bands.
    pub bands_first: bool,
    /// How the outputs of a segment's patches become one row.
    pub pooling: Pooling,
    /// Whether a segment shorter than a patch is filled with silence; else it has no view.
    pub pad: bool,
}

/// Log-mel patches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum FrontEnd {
    /// Those of `VGGish`: 96 frames of 10 ms x 64 bands, from 16 kHz.
    #[default]
    Vggish,
    /// Those of musicnn: 187 frames of 16 ms x 96 bands, from 16 kHz.
    Musicnn,
    /// Of a format of one's own.
    LogMel(LogMelFormat),
}

impl FrontEnd {
    /// Every number of it.
    ///
    /// # Errors
    /// Where the numbers contradict each other.
    pub fn format(&self) -> Result<LogMelFormat, Error> {
        let format = match self {
            Self::Vggish => LogMelFormat::vggish(),
            Self::Musicnn => LogMelFormat::musicnn(),
            Self::LogMel(format) => format.clone(),
        };
        let half = f64::from(format.rate) / 2.0;
        if !(0.0 <= format.low && format.low < format.high && format.high <= half) {
            return Err(Error::new(format_args!(
                "bands from {} to {} Hz: `low` has to be below `high`, and that not above half of `rate`, {half} Hz",
                format.low, format.high
            )));
        }
        if format.fft < format.window {
            return Err(Error::new(format_args!(
                "`fft` is {}, and has to hold the `window` of {} samples",
                format.fft, format.window
            )));
        }
        if format.patch.saturating_mul(format.bands) > LARGEST_PATCH {
            return Err(Error::new(format_args!(
                "a patch of {} frames x {} bands is too large",
                format.patch, format.bands
            )));
        }
        Ok(format)
    }
}

/// Samples that a patch takes.
pub(super) fn samples(format: &LogMelFormat) -> usize {
    let frames = format.patch.saturating_sub(1) * format.hop + format.window;
    match format.padding {
        Padding::None => frames,
        Padding::Zeros | Padding::Reflect => frames - format.window / 2 * 2,
    }
    .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_decode::LogMel;

    #[test]
    fn a_patch_takes_no_sample_more_than_it_has_to() {
        for front_end in [FrontEnd::Vggish, FrontEnd::Musicnn] {
            let format = front_end.format().unwrap();
            let needed = samples(&format);
            let log_mel = LogMel::new(format.clone());
            for (count, patches) in [(needed, 1), (needed - 1, 0)] {
                let frames = log_mel.frames(&vec![0.1; count]);
                assert_eq!(log_mel.patches(&frames.view()).len(), patches);
            }
        }
    }

    #[test]
    fn front_end_is_a_word_or_a_format() {
        let read = |text| serde_json::from_str::<FrontEnd>(text);
        assert_eq!(read("\"musicnn\"").unwrap(), FrontEnd::Musicnn);
        let FrontEnd::LogMel(format) = read(r#"{"log-mel": {"bands": 40}}"#).unwrap() else {
            panic!("not a format");
        };
        assert_eq!((format.bands, format.rate), (40, 16_000));
        assert!(read(r#"{"log-mel": {"band": 40}}"#).is_err());
    }

    #[test]
    fn contradictory_numbers_are_refused() {
        let own = |change: fn(&mut LogMelFormat)| {
            let mut format = LogMelFormat::vggish();
            change(&mut format);
            FrontEnd::LogMel(format).format()
        };
        assert!(own(|_| {}).is_ok());
        assert!(own(|format| format.high = 8001.0).is_err());
        assert!(own(|format| format.low = 7500.0).is_err());
        assert!(own(|format| format.low = f64::NAN).is_err());
        assert!(own(|format| format.fft = 256).is_err());
    }
}
