use std::time::Duration;

use emospec_sdk::Run;

/// Who may end a decoding, and when it is given up.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// The call that decodes: it is cancelled by the engine.
    pub run: Option<&'a Run<'a>>,
    /// Time without a byte of output after which ffmpeg is ended and the file given up.
    pub patience: Duration,
    /// Threads that ffmpeg may decode with.
    pub threads: usize,
}

impl<'a> Watch<'a> {
    /// Cancelled with the call, on its threads, with a patience of 60 seconds.
    pub fn of(run: &'a Run<'a>) -> Self {
        Self {
            run: Some(run),
            threads: run.threads().max(1),
            ..Self::alone()
        }
    }

    /// Never cancelled, on one thread, with a patience of 60 seconds.
    pub fn alone() -> Self {
        Self {
            run: None,
            patience: Duration::from_mins(1),
            threads: 1,
        }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.run.is_some_and(|run| run.check_cancelled().is_err())
    }
}
