use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which segments have features of their sound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SoundParams {
    /// A segment whose loudness, the level of its mean square, lies below so many decibels of full scale is silent, and has
    /// no features.
    #[schemars(range(min = -120.0, max = 0.0))]
    pub silence: f64,
}

impl Default for SoundParams {
    fn default() -> Self {
        Self { silence: -60.0 }
    }
}

impl SoundParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        if !(-120.0..=0.0).contains(&self.silence) {
            return Err(Error::new("`silence` must be from -120 to 0 decibels"));
        }
        Ok(())
    }
}
