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

    /// Ends this process where it is a fork of the worker that came back from the plugin's call.
    #[expect(
        unsafe_code,
        reason = "a fork must end without what a process does at its end"
    )]
    pub fn end_if_this_is_one(&self) {
        if getpid() != self.worker {
            // SAFETY: it takes a number and does not return. A second worker must not speak to the engine, nor flush what
            // the first one wrote.
            unsafe { libc::_exit(0) }
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
