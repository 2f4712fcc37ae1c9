use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Like;

/// Which dataset is imitated, and how hard its pairs are to tell apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PairsParams {
    /// The dataset that is imitated: its parts, its counts by emotion, the form of its identifiers.
    pub like: Like,
    /// All draws come from this number.
    pub seed: u64,
    /// How strongly a segment's emotion and content show in its views, in multiples of the default. At 0 the views are
    /// noise, and no model can do better than chance.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub signal: f64,
    /// Columns of the view `video`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub video_width: usize,
    /// Columns of the view `music`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub music_width: usize,
    /// Multiplies the number of rows of every emotion and of every swap of two emotions; each is rounded to the
    /// nearest, halves away from zero, and is at least 1.
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub scale: f64,
}

impl Default for PairsParams {
    fn default() -> Self {
        Self {
            like: Like::default(),
            seed: 0,
            signal: 1.0,
            video_width: 2304,
            music_width: 128,
            scale: 1.0,
        }
    }
}

impl PairsParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        if !(0.0..=100.0).contains(&self.signal) {
            return Err(Error::new("`signal` must be from 0 to 100"));
        }
        if !(0.01..=1000.0).contains(&self.scale) {
            return Err(Error::new("`scale` must be from 0.01 to 1000"));
        }
        let widths = 1..=1_000_000;
        if !widths.contains(&self.video_width) || !widths.contains(&self.music_width) {
            return Err(Error::new(
                "`video_width` and `music_width` must be from 1 to 1000000",
            ));
        }
        Ok(())
    }
}
