use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use emospec_sdk::Run;

/// Who may end a decoding.
#[derive(Clone, Copy)]
enum Stop<'a> {
    Nobody,
    Engine(&'a Run<'a>),
    Flag(&'a AtomicBool),
}

/// Who may end a decoding, and when it is given up.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    stop: Stop<'a>,
    /// Time without a byte of output after which ffmpeg is ended and the file given up.
    pub(crate) patience: Duration,
}

impl<'a> Watch<'a> {
    /// Cancelled with the call, with a patience of 60 seconds.
    pub fn of(run: &'a Run<'a>) -> Self {
        Self {
            stop: Stop::Engine(run),
            ..Self::alone()
        }
    }

    /// Stopped where `flag` is set, with a patience of 60 seconds: for the threads of a call.
    pub fn flagged(flag: &'a AtomicBool) -> Self {
        Self {
            stop: Stop::Flag(flag),
            ..Self::alone()
        }
    }

    /// Never cancelled, with a patience of 60 seconds.
    pub fn alone() -> Self {
        Self {
            stop: Stop::Nobody,
            patience: Duration::from_mins(1),
        }
    }

    /// With that patience.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        match self.stop {
            Stop::Nobody => false,
            Stop::Engine(run) => run.check_cancelled().is_err(),
            Stop::Flag(flag) => flag.load(Ordering::Relaxed),
        }
    }
}
