//! The engine's end of a worker process.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::error::PluginError;
use super::manifest::Manifest;
use super::wire::{
    Call, ColumnFile, Done, FromEngine, FromWorker, LONGEST_LINE, Numbered, RowsFile,
};

/// Lines of a worker's stderr that an error shows.
const LAST_WORDS: usize = 8;
/// How long the last lines of stderr are waited for once a worker is gone.
const FAREWELL: Duration = Duration::from_millis(200);

/// What a call tells while it runs.
#[derive(Debug, Clone, PartialEq)]
pub enum CallEvent {
    /// How far it is: `epoch`, `epochs`, `train_loss`, `validation_loss`.
    Progress(Value),
    /// A line for people; level 0 is a note, 1 a warning.
    Log(u32, String),
}

/// Starts workers.
#[derive(Debug, Clone)]
pub struct WorkerFactory {
    /// The command that becomes a worker: this engine's own.
    pub command: PathBuf,
    /// Threads each call may use.
    pub threads: usize,
}

impl WorkerFactory {
    /// Workers of the running engine.
    ///
    /// # Errors
    /// Where the path of the running command is not known.
    pub fn of_this_engine(threads: usize) -> Result<Self, PluginError> {
        // The file of the command may be replaced while it runs, by the build of a plugin; this name stays right.
        let own = PathBuf::from("/proc/self/exe");
        let command = if own.exists() {
            own
        } else {
            std::env::current_exe()
                .map_err(|error| PluginError::system("find the engine's own command", &error))?
        };
        Ok(Self { command, threads })
    }

    /// Starts a worker for the plugin in `library`.
    ///
    /// # Errors
    /// Where the process cannot be started, or refuses the library.
    pub fn start(&self, name: &str, library: &Path) -> Result<Worker, PluginError> {
        let threads = self.threads.to_string();
        let mut child = Command::new(&self.command)
            .arg("worker")
            .arg(library)
            .env("RAYON_NUM_THREADS", &threads)
            .env("OMP_NUM_THREADS", &threads)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| PluginError::system("start a worker", &error))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(PluginError::Broken {
                what: "has no pipes".to_owned(),
                stderr: Vec::new(),
            });
        };
        let mut worker = Worker {
            child,
            stdin: Arc::new(Mutex::new(stdin)),
            lines: read_lines(stdout),
            last_words: LastWords::of(stderr),
            next_id: 1,
            threads: u32::try_from(self.threads).unwrap_or(u32::MAX),
        };
        match worker.receive()? {
            FromWorker::Ready { .. } => Ok(worker),
            FromWorker::Refused { refused } => Err(PluginError::Load {
                name: name.to_owned(),
                path: library.to_owned(),
                message: refused,
            }),
            _ => Err(worker.broken("did not introduce itself")),
        }
    }
}

/// A worker process: one call at a time.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    stdin: Arc<Mutex<ChildStdin>>,
    lines: mpsc::Receiver<Vec<u8>>,
    last_words: LastWords,
    next_id: u64,
    threads: u32,
}

/// Asks the running call of a worker to stop, from another thread.
#[derive(Debug, Clone)]
pub struct Canceller {
    stdin: Arc<Mutex<ChildStdin>>,
    id: u64,
}

impl Canceller {
    /// Asks the call to stop; a call that already ended does not mind.
    pub fn cancel(&self) {
        // A worker that is gone needs no cancelling.
        let _ = send(&self.stdin, &FromEngine::Cancel { cancel: self.id });
    }
}

impl Worker {
    /// What the plugin says of itself.
    ///
    /// # Errors
    /// Where it fails, or says something that is no manifest.
    pub fn manifest(&mut self, scratch: &Path) -> Result<Manifest, PluginError> {
        let mut done = self.call(Call::Manifest, scratch, &mut |_| {})?;
        let document = done.documents.remove("manifest").unwrap_or(Value::Null);
        serde_json::from_value(document)
            .map_err(|error| self.broken(&format!("gave a manifest that is not one: {error}")))
    }

    /// The columns of a source: the document that describes them, and their files under `outputs`.
    ///
    /// # Errors
    /// Where the source fails.
    pub fn read(
        &mut self,
        source: &str,
        request: Value,
        outputs: &Path,
    ) -> Result<(Value, Vec<ColumnFile>), PluginError> {
        let call = Call::Read {
            source: source.to_owned(),
            request,
            outputs: outputs.to_owned(),
        };
        let mut done = self.call(call, outputs, &mut |_| {})?;
        let document = done.documents.remove("columns").unwrap_or(Value::Null);
        Ok((document, done.columns))
    }

    /// The view an extractor computes from rows.
    ///
    /// # Errors
    /// Where the extractor fails.
    pub fn extract(
        &mut self,
        extractor: &str,
        request: Value,
        rows: RowsFile,
        outputs: &Path,
    ) -> Result<Vec<ColumnFile>, PluginError> {
        let call = Call::Extract {
            extractor: extractor.to_owned(),
            request,
            rows,
            outputs: outputs.to_owned(),
        };
        Ok(self.call(call, outputs, &mut |_| {})?.columns)
    }

    /// Fits a model; returns its handle and the report it left.
    ///
    /// # Errors
    /// Where the fit fails.
    pub fn fit(
        &mut self,
        model: &str,
        request: Value,
        train: RowsFile,
        validation: Option<RowsFile>,
        scratch: &Path,
        tell: &mut dyn FnMut(CallEvent),
    ) -> Result<(u64, Option<Value>), PluginError> {
        let call = Call::Fit {
            model: model.to_owned(),
            request,
            train,
            validation,
        };
        let mut done = self.call(call, scratch, tell)?;
        let handle = self.handle(&done)?;
        Ok((handle, done.documents.remove("report")))
    }

    /// Predicts with a fitted model; the outputs are files under `outputs`.
    ///
    /// # Errors
    /// Where the prediction fails.
    pub fn predict(
        &mut self,
        handle: u64,
        rows: RowsFile,
        outputs: &Path,
        tell: &mut dyn FnMut(CallEvent),
    ) -> Result<Vec<ColumnFile>, PluginError> {
        let call = Call::Predict {
            handle,
            rows,
            outputs: outputs.to_owned(),
        };
        Ok(self.call(call, outputs, tell)?.columns)
    }

    /// Saves a fitted model to a file.
    ///
    /// # Errors
    /// Where it cannot be saved.
    pub fn save(&mut self, handle: u64, file: &Path, scratch: &Path) -> Result<(), PluginError> {
        let file = file.to_owned();
        self.call(Call::Save { handle, file }, scratch, &mut |_| {})?;
        Ok(())
    }

    /// Restores a fitted model from a file; returns its handle.
    ///
    /// # Errors
    /// Where the file is not such a model.
    pub fn load(
        &mut self,
        model: &str,
        request: Value,
        file: &Path,
        scratch: &Path,
    ) -> Result<u64, PluginError> {
        let call = Call::Load {
            model: model.to_owned(),
            request,
            file: file.to_owned(),
        };
        let done = self.call(call, scratch, &mut |_| {})?;
        self.handle(&done)
    }

    /// Frees a fitted model.
    ///
    /// # Errors
    /// Where there is no such model.
    pub fn release(&mut self, handle: u64, scratch: &Path) -> Result<(), PluginError> {
        self.call(Call::Release { handle }, scratch, &mut |_| {})?;
        Ok(())
    }

    /// What can stop the next call.
    pub fn canceller(&self) -> Canceller {
        Canceller {
            stdin: Arc::clone(&self.stdin),
            id: self.next_id,
        }
    }

    fn handle(&mut self, done: &Done) -> Result<u64, PluginError> {
        done.handle
            .ok_or_else(|| self.broken("left no fitted model"))
    }

    fn call(
        &mut self,
        call: Call,
        scratch: &Path,
        tell: &mut dyn FnMut(CallEvent),
    ) -> Result<Done, PluginError> {
        let id = self.next_id;
        self.next_id += 1;
        let numbered = Numbered {
            id,
            call,
            threads: self.threads,
            scratch: scratch.to_owned(),
        };
        if send(&self.stdin, &FromEngine::Call(Box::new(numbered))).is_err() {
            return Err(self.gone());
        }
        loop {
            match self.receive()? {
                FromWorker::Progress { id: of, progress } if of == id => {
                    tell(CallEvent::Progress(progress));
                }
                FromWorker::Log { id: of, log } if of == id => {
                    tell(CallEvent::Log(log.level, log.message));
                }
                FromWorker::Done { id: of, done } if of == id => return Ok(done),
                FromWorker::Failed { id: of, failed } if of == id => {
                    return Err(PluginError::Failed { message: failed });
                }
                FromWorker::Cancelled { id: of, .. } if of == id => {
                    return Err(PluginError::Cancelled);
                }
                _ => return Err(self.broken("answered another call than the one that runs")),
            }
        }
    }

    fn receive(&mut self) -> Result<FromWorker, PluginError> {
        let Ok(line) = self.lines.recv() else {
            return Err(self.gone());
        };
        serde_json::from_slice(&line)
            .map_err(|error| self.broken(&format!("said something that is no message: {error}")))
    }

    /// The worker has closed its pipe: it ended, or is about to.
    fn gone(&mut self) -> PluginError {
        thread::sleep(FAREWELL);
        let what = match self.child.try_wait() {
            Ok(Some(status)) => format!("ended unasked ({status})"),
            _ => "closed its pipe".to_owned(),
        };
        self.broken(&what)
    }

    fn broken(&mut self, what: &str) -> PluginError {
        PluginError::Broken {
            what: what.to_owned(),
            stderr: self.last_words.lines(),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A worker holds nothing that matters once nobody listens: a kill is as good as a farewell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn send(stdin: &Mutex<ChildStdin>, message: &FromEngine) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    let mut stdin = stdin.lock().unwrap_or_else(PoisonError::into_inner);
    stdin.write_all(&line)
}

fn read_lines(stdout: ChildStdout) -> mpsc::Receiver<Vec<u8>> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        loop {
            let mut line = Vec::new();
            let read = (&mut stdout)
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line);
            if !matches!(read, Ok(1..)) || sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// The last lines a worker wrote to stderr.
#[derive(Debug, Clone)]
struct LastWords(Arc<Mutex<VecDeque<String>>>);

impl LastWords {
    fn of(stderr: ChildStderr) -> Self {
        let words = Self(Arc::default());
        let kept = words.clone();
        thread::spawn(move || {
            let mut stderr = BufReader::new(stderr);
            let mut line = Vec::new();
            while matches!(
                (&mut stderr).take(4096).read_until(b'\n', &mut line),
                Ok(1..)
            ) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                line.clear();
                if text.is_empty() {
                    continue;
                }
                let mut kept = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() == LAST_WORDS {
                    kept.pop_front();
                }
                kept.push_back(text);
            }
        });
        words
    }

    fn lines(&self) -> Vec<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}
