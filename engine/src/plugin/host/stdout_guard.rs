//! Watches standard output, which belongs to the engine: what a plugin prints there is passed on to stderr and fails the
//! call.
#![expect(
    unsafe_code,
    reason = "C's buffers of standard output are flushed by a C function"
)]

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// Ends what was printed during a call. A plugin that prints the same bytes hides only from itself.
const SENTINEL: &[u8] = b"\0\x01emospec: end of call\x01\0";
/// Bytes that are kept to be shown.
const SHOWN: usize = 120;

/// Descriptor 1, as a pipe that this process reads itself.
pub(super) struct StdoutGuard {
    /// The end that is written to, whatever a plugin makes of descriptor 1.
    write: OwnedFd,
    heard: Arc<(Mutex<Heard>, Condvar)>,
}

#[derive(Default)]
struct Heard {
    start: Vec<u8>,
    is_any: bool,
    calls_ended: u64,
    is_over: bool,
}

impl StdoutGuard {
    pub fn new() -> io::Result<Self> {
        let (read, write) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        rustix::stdio::dup2_stdout(&write)?;
        let heard = Arc::new((Mutex::default(), Condvar::new()));
        let hearing = Arc::clone(&heard);
        thread::spawn(move || listen(read, &hearing));
        Ok(Self { write, heard })
    }

    /// The first line printed since it was last asked, where anything was.
    pub fn written(&self) -> io::Result<Option<String>> {
        // SAFETY: null stands for every open stream of C, and the call waits for whoever holds one of them.
        unsafe { libc::fflush(std::ptr::null_mut()) };
        let (heard, changed) = &*self.heard;
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        let before = heard.calls_ended;
        drop(heard);
        rustix::io::write(&self.write, SENTINEL)?;
        heard = self.heard.0.lock().unwrap_or_else(PoisonError::into_inner);
        while heard.calls_ended == before && !heard.is_over {
            heard = changed.wait(heard).unwrap_or_else(PoisonError::into_inner);
        }
        let start = std::mem::take(&mut heard.start);
        let is_any = std::mem::take(&mut heard.is_any);
        let text = String::from_utf8_lossy(&start).into_owned();
        let line = text.lines().next().unwrap_or_default().trim().to_owned();
        Ok(is_any.then_some(line))
    }
}

fn listen(pipe: OwnedFd, heard: &(Mutex<Heard>, Condvar)) {
    let mut pipe = File::from(pipe);
    let mut block = vec![0; 64 << 10];
    // The end of a block that may be the start of the sentinel.
    let mut rest = Vec::new();
    loop {
        let read = pipe.read(&mut block).unwrap_or(0);
        let mut state = heard.0.lock().unwrap_or_else(PoisonError::into_inner);
        if read == 0 {
            state.is_over = true;
            heard.1.notify_all();
            return;
        }
        rest.extend_from_slice(&block[..read]);
        while let Some(at) = position(&rest, SENTINEL) {
            state.keep(&rest[..at]);
            rest.drain(..at + SENTINEL.len());
            state.calls_ended += 1;
            heard.1.notify_all();
        }
        let held = (0..SENTINEL.len())
            .rev()
            .find(|&length| rest.ends_with(&SENTINEL[..length]))
            .unwrap_or(0);
        let sure = rest.len() - held;
        state.keep(&rest[..sure]);
        rest.drain(..sure);
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

impl Heard {
    fn keep(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.is_any = true;
        let room = SHOWN.saturating_sub(self.start.len()).min(bytes.len());
        self.start.extend_from_slice(&bytes[..room]);
        // Whoever reads stderr may be gone.
        let _ = io::stderr().write_all(bytes);
    }
}
