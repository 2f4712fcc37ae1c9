use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::diagnostic::printable;

/// Lines that are kept.
const KEPT: usize = 8;
/// The longest line that is kept whole, in bytes.
const LONGEST: u64 = 1024;

/// The last lines a worker wrote to stderr, without anything that would move a terminal's cursor.
#[derive(Debug, Clone, Default)]
pub(super) struct LastWords(Arc<Mutex<VecDeque<String>>>);

impl LastWords {
    pub fn of(pipe: impl Read + Send + 'static) -> io::Result<Self> {
        let words = Self::default();
        let kept = words.clone();
        thread::Builder::new().spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while matches!(
                (&mut pipe).take(LONGEST).read_until(b'\n', &mut line),
                Ok(1..)
            ) {
                kept.keep(&line);
                line.clear();
            }
        })?;
        Ok(words)
    }

    fn keep(&self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(printable(text).into_owned());
    }

    pub fn forget(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub fn lines(&self) -> Vec<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}
