use std::fmt::Display;

/// Why a call failed: a sentence that says what is wrong and what to change.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something is wrong with the data or the parameters.
    #[error("{0}")]
    Message(String),
    /// The engine asked the call to stop.
    #[error("cancelled")]
    Cancelled,
}

impl Error {
    /// An error from a sentence, or from another error.
    pub fn new(message: impl Display) -> Self {
        Self::Message(message.to_string())
    }
}

impl From<std::num::TryFromIntError> for Error {
    fn from(error: std::num::TryFromIntError) -> Self {
        Self::new(format_args!("a number is out of range: {error}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error)
    }
}

impl From<postcard::Error> for Error {
    fn from(error: postcard::Error) -> Self {
        Self::new(format_args!(
            "the bytes of the saved model are not readable: {error}"
        ))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(error)
    }
}
