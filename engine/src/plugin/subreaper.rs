//! A worker adopts what the processes it started leave behind, and ends when the engine does, so that nothing a plugin
//! starts escapes the engine.
#![expect(
    unsafe_code,
    reason = "a foreign program can only be made so between fork and exec"
)]

use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Pid, Signal};

/// Ties the process of a command to this one, as [`tie_to_engine`] does.
pub(super) fn tie(command: &mut Command) {
    // SAFETY: the closure makes two system calls and touches no memory, which is sound between fork and exec.
    unsafe {
        command.pre_exec(|| tie_to_engine().map_err(Into::into));
    }
}

/// Makes this process the parent of its orphaned descendants, and lets it end with the thread of the engine that started
/// it.
pub(super) fn tie_to_engine() -> rustix::io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    rustix::process::set_child_subreaper(Some(Pid::INIT))
}
