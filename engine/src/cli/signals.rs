use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_default, register_conditional_shutdown};

use crate::plugin::Interruption;

/// The exit code of a command that was interrupted.
const INTERRUPTED: i32 = 130;

/// While it lives, the first signal that asks the command to end lets it end what it does cleanly, and the second ends it
/// there and then; before and after, either ends it.
pub(super) struct Signals {
    elsewhere: Arc<AtomicBool>,
}

impl Signals {
    /// Lets signals ask for an interruption.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn asking(interruption: &Interruption) -> io::Result<Self> {
        let elsewhere = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            register_conditional_default(signal, Arc::clone(&elsewhere))?;
            register_conditional_shutdown(signal, INTERRUPTED, interruption.flag())?;
            register(signal, interruption.flag())?;
        }
        Ok(Self { elsewhere })
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.elsewhere.store(true, Ordering::Relaxed);
    }
}
