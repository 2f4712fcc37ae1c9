use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The emotions of EmoMV, in the order of their ids.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Emotion {
    /// Exciting.
    Exciting,
    /// Fear.
    Fear,
    /// Tense.
    Tense,
    /// Sad.
    Sad,
    /// Relaxing.
    Relax,
}

impl Emotion {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Exciting,
        Self::Fear,
        Self::Tense,
        Self::Sad,
        Self::Relax,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exciting => "exciting",
            Self::Fear => "fear",
            Self::Tense => "tense",
            Self::Sad => "sad",
            Self::Relax => "relax",
        }
    }
}
