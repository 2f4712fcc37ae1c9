use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which frames are looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PictureParams {
    /// Frames a second.
    #[schemars(range(min = 1.0, max = 60.0))]
    pub rate: f64,
    /// Pixels of a row, to which pictures are scaled.
    #[schemars(range(min = 8, max = 1024))]
    pub width: usize,
    /// Rows, to which pictures are scaled.
    #[schemars(range(min = 8, max = 1024))]
    pub height: usize,
    /// Share of the pixels that change their colour from one frame to the next in a cut.
    #[schemars(range(min = 0.01, max = 1.0))]
    pub cut: f64,
}

impl Default for PictureParams {
    fn default() -> Self {
        Self {
            rate: 8.0,
            width: 64,
            height: 48,
            cut: 0.5,
        }
    }
}

impl PictureParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        if !(1.0..=60.0).contains(&self.rate) {
            return Err(Error::new("`rate` must be from 1 to 60 frames a second"));
        }
        let sides = 8..=1024;
        if !sides.contains(&self.width) || !sides.contains(&self.height) {
            return Err(Error::new("`width` and `height` must be from 8 to 1024"));
        }
        if !(0.01..=1.0).contains(&self.cut) {
            return Err(Error::new("`cut` must be from 0.01 to 1"));
        }
        Ok(())
    }
}
