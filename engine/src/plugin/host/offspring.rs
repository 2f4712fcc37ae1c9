use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, getpid};

/// The processes that a plugin started in this one, or that came to it as orphans.
pub(super) struct Offspring {
    worker: Pid,
}

impl Offspring {
    pub fn none_yet() -> Self {
        Self { worker: getpid() }
    }

    /// Goes no further where this process is a fork of the worker that came back from the plugin's call: a second worker
    /// must not speak to the engine. It waits to be found and ended, since one that ended itself might not be found.
    pub fn stop_if_this_is_one(&self) {
        while getpid() != self.worker {
            std::thread::sleep(std::time::Duration::from_hours(1));
        }
    }

    /// Whether one of them still runs; those that ended are reaped.
    pub fn is_left() -> bool {
        loop {
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
            match rustix::process::waitid(WaitId::All, options) {
                Ok(Some(_)) | Err(Errno::INTR) => {}
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }
}
