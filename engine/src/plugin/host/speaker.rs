use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::{Mutex, PoisonError};

use crate::plugin::wire::FromWorker;

/// The engine's end of stdout, moved to a descriptor of its own so that what a plugin prints cannot be taken for a message.
pub(super) struct Speaker(Mutex<File>);

impl Speaker {
    pub fn take_stdout() -> io::Result<Self> {
        let stdout: OwnedFd = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3)?;
        Ok(Self(Mutex::new(File::from(stdout))))
    }

    pub fn say(&self, message: &FromWorker) -> io::Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        let mut stdout = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stdout.write_all(&line)
    }
}
