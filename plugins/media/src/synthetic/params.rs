use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Emotion;

/// Which synthetic music videos are rendered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("examples" = [{"files": 2, "seconds": 1.0}]))]
pub struct SyntheticParams {
    /// Music videos; every emotion has its share, the first ones one more where they do not divide.
    #[schemars(range(min = 1, max = 10_000))]
    pub files: usize,
    /// Length of each, in seconds.
    #[schemars(range(min = 0.5, max = 600.0))]
    pub seconds: f64,
    /// All draws come from this number.
    pub seed: u64,
    /// The emotions that they are of.
    pub classes: Vec<Emotion>,
    /// Whether each lies in a folder with the name of its emotion; else its name tells nothing of it.
    pub folders: bool,
    /// How far files of one emotion differ, in multiples of the default. At 0 they differ in what is drawn anew all the
    /// time alone, and every emotion is plain to see and to hear.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub spread: f64,
}

impl Default for SyntheticParams {
    fn default() -> Self {
        Self {
            files: 60,
            seconds: 12.0,
            seed: 0,
            classes: Emotion::ALL.into(),
            folders: true,
            spread: 1.0,
        }
    }
}

impl SyntheticParams {
    /// Checks what the schema says, for callers that did not.
    ///
    /// # Errors
    /// Where a number lies outside its range, or there is no emotion, or one twice.
    pub fn check(&self) -> Result<(), Error> {
        if !(1..=10_000).contains(&self.files) {
            return Err(Error::new("`files` must be from 1 to 10000"));
        }
        if !(0.5..=600.0).contains(&self.seconds) {
            return Err(Error::new("`seconds` must be from 0.5 to 600"));
        }
        if !(0.0..=10.0).contains(&self.spread) {
            return Err(Error::new("`spread` must be from 0 to 10"));
        }
        let mut classes = self.classes.clone();
        classes.sort_unstable();
        classes.dedup();
        if classes.is_empty() || classes.len() < self.classes.len() {
            return Err(Error::new(
                "`classes` must name one emotion or more, each once",
            ));
        }
        Ok(())
    }
}
