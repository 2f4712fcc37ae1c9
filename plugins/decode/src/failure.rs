use std::fmt;
use std::io;

use emospec_sdk::Error;

/// Why a file cannot be used: one short printable sentence without paths, the same in every run but for those that say otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// From a sentence about what may go otherwise another time; the engine does not keep it.
    pub fn this_time(sentence: impl fmt::Display) -> Self {
        Self(format!("{}{sentence}", emospec_sdk::THIS_TIME))
    }

    /// From a sentence.
    pub fn new(sentence: impl fmt::Display) -> Self {
        Self(sentence.to_string())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why decoding ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file is to blame: others may do.
    #[error("{0}")]
    File(Reason),
    /// ffmpeg is not there.
    #[error("`{0}` was not found: install ffmpeg (Debian: `apt install ffmpeg`)")]
    Missing(&'static str),
    /// The system would not start ffmpeg or pass on its output.
    #[error("ffmpeg could not be run: {0}")]
    System(#[from] io::Error),
    /// It was asked to stop.
    #[error("stopped")]
    Stopped,
}

impl Failure {
    /// The reason where the file is to blame.
    ///
    /// # Errors
    /// Where it is not: no other file would do better.
    pub fn blames_file(self) -> Result<Reason, Error> {
        match self {
            Self::File(reason) => Ok(reason),
            Self::Stopped => Err(Error::Cancelled),
            other => Err(Error::new(other)),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Stopped => Self::Cancelled,
            other => Self::new(other),
        }
    }
}
