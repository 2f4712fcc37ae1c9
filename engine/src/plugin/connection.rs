//! The two pipes of a worker, each with a thread of its own, so that the engine never blocks on a worker that neither
//! reads nor writes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread;
use std::time::Duration;

use super::wire::{FromEngine, LONGEST_LINE};

/// Lines of a worker that wait to be read; a worker that says more waits itself.
const WAITING_LINES: usize = 4;

/// Lines to a worker. Dropping every clone closes the pipe.
#[derive(Debug, Clone)]
pub(super) struct Mouth(Sender<Vec<u8>>);

/// Lines from a worker.
#[derive(Debug)]
pub(super) struct Ear(Receiver<Vec<u8>>);

impl Mouth {
    pub fn into(mut pipe: impl Write + Send + 'static) -> io::Result<Self> {
        let (sender, lines) = mpsc::channel::<Vec<u8>>();
        thread::Builder::new().spawn(move || {
            for line in lines {
                if pipe.write_all(&line).and_then(|()| pipe.flush()).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self(sender))
    }

    /// Says a line; false where nobody can hear it any more.
    pub fn say(&self, message: &FromEngine) -> bool {
        let Ok(mut line) = serde_json::to_vec(message) else {
            return false;
        };
        line.push(b'\n');
        self.0.send(line).is_ok()
    }
}

impl Ear {
    pub fn at(pipe: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, lines) = mpsc::sync_channel(WAITING_LINES);
        thread::Builder::new().spawn(move || read_lines(pipe, &sender))?;
        Ok(Self(lines))
    }

    pub fn line(&self, within: Duration) -> Result<Vec<u8>, RecvTimeoutError> {
        self.0.recv_timeout(within)
    }
}

fn read_lines(pipe: impl Read, sender: &SyncSender<Vec<u8>>) {
    let mut pipe = BufReader::new(pipe);
    loop {
        let mut line = Vec::new();
        let read = (&mut pipe).take(LONGEST_LINE).read_until(b'\n', &mut line);
        if !matches!(read, Ok(1..)) || sender.send(line).is_err() {
            return;
        }
    }
}
