use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cuts, Need};

/// Longest segment, in seconds: extractors hold one in memory.
pub const LONGEST: f64 = 600.0;

/// How files are cut into segments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SegmentsParams {
    /// Length of a segment, in seconds.
    #[schemars(range(min = 0.1, max = 600.0))]
    pub seconds: f64,
    /// From the start of one segment to that of the next, in seconds; as long as a segment where it is left out.
    #[schemars(range(min = 0.1, max = 600.0))]
    pub hop: Option<f64>,
    /// Segments named one by one, in place of segments of one length.
    pub cuts: Option<Cuts>,
    /// What is left at a file's end is a segment, too, where it lasts this many seconds; as long as a segment where it is
    /// left out, so that every segment has one length.
    #[schemars(range(min = 0.1, max = 600.0))]
    pub shortest: Option<f64>,
    /// The streams that a file must have.
    pub needs: Vec<Need>,
}

impl Default for SegmentsParams {
    fn default() -> Self {
        Self {
            seconds: 5.0,
            hop: None,
            cuts: None,
            shortest: None,
            needs: vec![Need::Picture, Need::Sound],
        }
    }
}

impl SegmentsParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range.
    pub fn check(&self) -> Result<(), Error> {
        let numbers = [
            ("seconds", Some(self.seconds)),
            ("hop", self.hop),
            ("shortest", self.shortest),
        ];
        for (name, number) in numbers {
            if number.is_some_and(|number| !(0.1..=LONGEST).contains(&number)) {
                return Err(Error::new(format_args!(
                    "`{name}` must be from 0.1 to {LONGEST} seconds"
                )));
            }
        }
        Ok(())
    }
}
