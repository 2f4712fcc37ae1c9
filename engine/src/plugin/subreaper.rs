//! A worker adopts what the processes it started leave behind, so that nothing a plugin starts escapes the engine.
#![expect(
    unsafe_code,
    reason = "a foreign program can only be made so between fork and exec"
)]

use std::os::unix::process::CommandExt;
use std::process::Command;

/// Makes the process of a command the parent of its orphaned descendants.
pub(super) fn adopt_orphans(command: &mut Command) {
    // SAFETY: the closure makes one system call and touches no memory, which is sound between fork and exec.
    unsafe {
        command.pre_exec(|| adopt_own_orphans().map_err(Into::into));
    }
}

/// Makes this process the parent of its orphaned descendants.
pub(super) fn adopt_own_orphans() -> rustix::io::Result<()> {
    rustix::process::set_child_subreaper(Some(rustix::process::Pid::INIT))
}
