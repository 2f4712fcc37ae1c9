use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What stimuli look like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StimulusParams {
    /// Rows of pixels; the width follows, and both are made even.
    #[schemars(range(min = 16, max = 2160))]
    pub height: usize,
}

impl Default for StimulusParams {
    fn default() -> Self {
        Self { height: 240 }
    }
}

impl StimulusParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where the height lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        if !(16..=2160).contains(&self.height) {
            return Err(Error::new("`height` must be from 16 to 2160"));
        }
        Ok(())
    }
}
