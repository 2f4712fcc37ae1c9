//! The process of a worker: in a group of its own, reaped with everything it started.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal};

/// Address space for data that a worker may reserve beyond its memory limit without touching it.
const RESERVE: u64 = 4 << 30;

/// The variable that marks a worker's processes.
const MARK: &str = "EMOSPEC_WORKER";
/// How often marked processes are looked for; a plugin that starts others without end has to be given up some time.
const SEARCHES: usize = 50;
/// Workers started by this engine.
static STARTED: AtomicU64 = AtomicU64::new(0);

/// A worker's process.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// What its environment, and so that of everything it starts, holds under [`MARK`].
    mark: String,
}

/// Its three pipes.
pub(super) struct Pipes {
    pub stdin: ChildStdin,
    pub stdout: ChildStdout,
    pub stderr: ChildStderr,
}

impl Process {
    /// Starts a command that may hold `memory` bytes.
    pub fn start(command: &mut Command, memory: u64) -> io::Result<(Self, Pipes)> {
        let mark = format!(
            "{}.{}",
            std::process::id(),
            STARTED.fetch_add(1, Ordering::Relaxed)
        );
        let child = command
            .env(MARK, &mark)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let mut process = Self { child, mark };
        let child = &mut process.child;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("it has no pipes"));
        };
        process.confine(memory);
        let pipes = Pipes {
            stdin,
            stdout,
            stderr,
        };
        Ok((process, pipes))
    }

    /// Lets allocations far beyond the limit fail, leaves no core dumps, and offers the worker first where the whole
    /// machine runs out of memory. The limit itself is watched by the engine, which can say what happened.
    fn confine(&self, memory: u64) {
        let limit = |most| Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        // A worker that has ended already, or a system without these, goes without.
        let _ = rustix::process::prlimit(
            Some(self.pid()),
            Resource::Data,
            limit(memory.saturating_add(RESERVE)),
        );
        let _ = rustix::process::prlimit(Some(self.pid()), Resource::Core, limit(0));
        let _ = fs::write(format!("/proc/{}/oom_score_adj", self.child.id()), "1000");
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// How it ended, where it has.
    pub fn ended(&mut self) -> Option<String> {
        match self.child.try_wait() {
            Ok(Some(status)) => Some(described(status)),
            _ => None,
        }
    }

    /// Memory of its own that it holds, in bytes.
    pub fn memory(&self) -> u64 {
        anonymous(self.child.id())
    }

    /// Memory that it and the processes it started hold, in bytes; finding those takes a walk over all processes.
    pub fn memory_of_all(&self) -> u64 {
        self.memory() + self.started().into_iter().map(anonymous).sum::<u64>()
    }

    /// The processes it started and their descendants that still run.
    pub fn started(&self) -> Vec<u32> {
        let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (process, parent) in running() {
            children.entry(parent).or_default().push(process);
        }
        let mut found = Vec::new();
        let mut open = vec![self.child.id()];
        while let Some(process) = open.pop() {
            for child in children.remove(&process).unwrap_or_default() {
                found.push(child);
                open.push(child);
            }
        }
        found
    }

    /// Ends it and everything it started: its group, its descendants, and whatever else carries its mark.
    pub fn kill(&mut self) {
        // The number of a process that was waited for may be another's by now.
        if self.ended().is_none() {
            let started = self.started();
            // What has ended already needs no killing.
            let _ = rustix::process::kill_process_group(self.pid(), Signal::KILL);
            let _ = self.child.kill();
            started.into_iter().for_each(end);
            let _ = self.child.wait();
        }
        // One that was started meanwhile, or whose parents are gone, is found by its environment.
        for _ in 0..SEARCHES {
            let marked = marked(&self.mark);
            if marked.is_empty() {
                return;
            }
            marked.into_iter().for_each(end);
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A worker holds nothing that matters once nobody listens: a kill is as good as a farewell.
        self.kill();
    }
}

/// Every process that is not a zombie, with its parent; nothing on a system without `/proc`.
fn running() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let process: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            // The name, in parentheses, may hold anything; state and parent follow it.
            let mut rest = stat.rsplit_once(") ")?.1.split(' ');
            let state = rest.next()?;
            let parent = rest.next()?.parse().ok()?;
            (state != "Z").then_some((process, parent))
        })
        .collect()
}

/// Memory of a process that is backed by no file, in bytes: its own, shared and swapped.
fn anonymous(process: u32) -> u64 {
    let Ok(status) = fs::read_to_string(format!("/proc/{process}/status")) else {
        return 0;
    };
    let kibibytes = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    let keys = ["RssAnon:", "RssShmem:", "VmSwap:"];
    keys.into_iter().filter_map(kibibytes).sum::<u64>() * 1024
}

/// The processes whose environment holds this mark.
fn marked(mark: &str) -> Vec<u32> {
    let wanted = format!("{MARK}={mark}");
    let own = |process: &u32| {
        let environment = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
        environment
            .split(|&byte| byte == 0)
            .any(|variable| variable == wanted.as_bytes())
    };
    let running = running().into_iter().map(|(process, _)| process);
    running.filter(own).collect()
}

fn end(process: u32) {
    if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, Signal::KILL);
    }
}

fn described(status: ExitStatus) -> String {
    let text = status.to_string().replacen(": ", " ", 1);
    let text = text.trim_end_matches(" (core dumped)");
    if status.signal().is_some() {
        format!("was ended by {text}")
    } else {
        format!("ended its process ({text})")
    }
}
