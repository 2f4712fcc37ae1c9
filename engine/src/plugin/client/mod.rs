//! The engine's end of a worker process: how it is spoken to and listened to; `calls` lists what it is asked.

mod calls;

use std::path::Path;
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::connection::{Ear, Mouth};
use super::error::{NO_MESSAGE, PluginError};
use super::factory::WorkerFactory;
use super::interruption::Interruption;
use super::last_words::LastWords;
use super::limits::Limits;
use super::process::Process;
use super::program::Program;
use super::wire::{Call, Done, FromEngine, FromWorker, LONGEST_LINE, Numbered};

/// How often a silent worker is looked at.
const TICK: Duration = Duration::from_millis(50);
/// Every so many looks take in the processes that a worker started.
const LOOKS_AT_ALL: u32 = 10;
/// How long the last lines of stderr, and the end of the process, are waited for once its pipe is closed.
const FAREWELL: Duration = Duration::from_millis(300);
/// How long what was written to stderr takes to be read.
const SETTLING: Duration = Duration::from_millis(20);
/// Versions of the contract whose messages this engine understands.
const VERSIONS: std::ops::RangeInclusive<u32> = 1..=emospec_api::ABI_VERSION;

/// What a call tells while it runs.
#[derive(Debug, Clone, PartialEq)]
pub enum CallEvent {
    /// How far it is: any of `epoch`, `epochs`, `train_loss`, `validation_loss`, each a number.
    Progress(Value),
    /// A line for people; level 0 is a note, 1 a warning.
    Log(u32, String),
}

/// A worker process: one call at a time.
#[derive(Debug)]
pub struct Worker {
    process: Option<Process>,
    mouth: Mouth,
    ear: Ear,
    last_words: LastWords,
    next_id: u64,
    threads: u32,
    limits: Limits,
    deadline: Option<Instant>,
    /// The limit the deadline comes from, in words.
    limit: String,
    looks: u32,
    looked: Instant,
    /// The version of the contract the plugin speaks.
    contract: u32,
    interruption: Interruption,
    /// The most memory of its own that it was seen to hold since the trial began.
    peak: u64,
    /// Whether the engine looks for processes the plugin leaves behind; the engine's own workers do so themselves.
    is_foreign: bool,
}

/// Asks the running call of a worker to stop, from another thread.
#[derive(Debug, Clone)]
pub struct Canceller {
    mouth: Mouth,
    id: u64,
}

impl Canceller {
    /// Asks the call to stop; a call that already ended does not mind.
    pub fn cancel(&self) {
        // A worker that is gone needs no cancelling.
        let _ = self.mouth.say(&FromEngine::Cancel { cancel: self.id });
    }
}

impl Worker {
    pub(super) fn start(
        mut command: Command,
        name: &str,
        program: &Program,
        factory: &WorkerFactory,
    ) -> Result<Self, PluginError> {
        let (process, pipes) = Process::start(&mut command, factory.limits.memory)
            .map_err(|error| PluginError::system(format!("start plugin `{name}`"), &error))?;
        let mut worker = Self::over(pipes.stdin, pipes.stdout, factory.limits)
            .map_err(|error| PluginError::system(format!("listen to plugin `{name}`"), &error))?;
        worker.process = Some(process);
        worker.last_words = LastWords::of(pipes.stderr)
            .map_err(|error| PluginError::system(format!("listen to plugin `{name}`"), &error))?;
        worker.threads = u32::try_from(factory.threads).unwrap_or(u32::MAX);
        worker.interruption = factory.interruption.clone();
        worker.is_foreign = matches!(program, Program::Executable(_));
        worker.greet(name, program)?;
        Ok(worker)
    }

    /// A worker behind two pipes.
    pub(super) fn over(
        to: impl std::io::Write + Send + 'static,
        from: impl std::io::Read + Send + 'static,
        limits: Limits,
    ) -> std::io::Result<Self> {
        let now = Instant::now();
        Ok(Self {
            process: None,
            mouth: Mouth::into(to)?,
            ear: Ear::at(from)?,
            last_words: LastWords::default(),
            next_id: 1,
            threads: 1,
            limits,
            deadline: now.checked_add(Limits::STARTING),
            limit: format!(
                "{}, within which a plugin has to start",
                humantime::format_duration(Limits::STARTING)
            ),
            looks: 0,
            looked: now,
            contract: emospec_api::ABI_VERSION,
            interruption: Interruption::default(),
            peak: 0,
            is_foreign: false,
        })
    }

    /// Hears the first line, which says what contract the plugin speaks.
    pub(super) fn greet(&mut self, name: &str, program: &Program) -> Result<(), PluginError> {
        let refused = match self.receive()? {
            FromWorker::Ready { ready } if VERSIONS.contains(&ready) => {
                self.contract = ready;
                return Ok(());
            }
            FromWorker::Ready { ready } => format!(
                "it speaks version {ready} of the plugin contract, and this engine versions {} to {}",
                VERSIONS.start(),
                VERSIONS.end()
            ),
            FromWorker::Refused { refused } => refused,
            _ => return Err(self.broken("did not introduce itself")),
        };
        Err(PluginError::Load {
            name: name.to_owned(),
            path: program.path().to_owned(),
            message: refused,
        })
    }

    /// The version of the contract the plugin speaks.
    pub fn contract(&self) -> u32 {
        self.contract
    }

    /// Begins a trial: its time starts now, and what was written to stderr before is not about it.
    pub fn begin(&mut self) {
        self.last_words.forget();
        self.peak = 0;
        // A limit beyond what a clock can hold is none.
        self.deadline = Instant::now().checked_add(self.limits.timeout);
        let limit = humantime::format_duration(self.limits.timeout);
        self.limit = format!("{limit} (`timeout` under `execution`)");
    }

    /// Ends a trial: a foreign plugin must not have left processes behind.
    ///
    /// # Errors
    /// Where it has.
    pub fn finish(&mut self) -> Result<(), PluginError> {
        let left = match &self.process {
            Some(process) if self.is_foreign => process.started(),
            _ => Vec::new(),
        };
        if left.is_empty() {
            return Ok(());
        }
        Err(self.broken(
            "left a process behind that still runs: wait for it or end it before the call returns",
        ))
    }

    /// The most memory of its own that it was seen to hold since the trial began, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let now = self.process.as_ref().map_or(0, Process::memory);
        self.peak.max(now)
    }

    /// The last lines the plugin wrote to stderr since the trial began.
    pub fn last_words(&self) -> Vec<String> {
        // They are read by a thread of their own.
        thread::sleep(SETTLING);
        self.last_words.lines()
    }

    /// What can stop the next call.
    pub fn canceller(&self) -> Canceller {
        Canceller {
            mouth: self.mouth.clone(),
            id: self.next_id,
        }
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
        if !self.mouth.say(&FromEngine::Call(Box::new(numbered))) {
            return Err(self.gone());
        }
        loop {
            match self.receive()? {
                FromWorker::Progress { id: of, progress } if of == id => {
                    tell(CallEvent::Progress(known_numbers(&progress)));
                }
                FromWorker::Log { id: of, log } if of == id => {
                    tell(CallEvent::Log(log.level, log.message));
                }
                FromWorker::Done { id: of, done } if of == id => return Ok(done),
                FromWorker::Failed {
                    id: of,
                    failed,
                    broken,
                } if of == id => {
                    return Err(if broken {
                        self.broken(&failed)
                    } else {
                        PluginError::Failed { message: failed }
                    });
                }
                FromWorker::Cancelled { id: of, .. } if of == id => {
                    return Err(PluginError::Cancelled);
                }
                _ => return Err(self.broken("answered another call than the one that runs")),
            }
        }
    }

    fn receive(&mut self) -> Result<FromWorker, PluginError> {
        loop {
            let heard = self.ear.line(TICK);
            if self.interruption.is_asked() {
                self.kill();
                return Err(PluginError::Cancelled);
            }
            self.check_limits()?;
            match heard {
                Ok(line) if line.len() as u64 >= LONGEST_LINE => {
                    return Err(self.broken("said a line that is longer than a message may be"));
                }
                Ok(line) => {
                    return serde_json::from_slice(&line)
                        .map_err(|error| self.broken(&format!("{NO_MESSAGE}: {error}")));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.gone()),
                // What it started may hold its pipe open after its end.
                Err(RecvTimeoutError::Timeout) if self.ended().is_some() => return Err(self.gone()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn check_limits(&mut self) -> Result<(), PluginError> {
        let now = Instant::now();
        if self.deadline.is_some_and(|deadline| now >= deadline) {
            self.kill();
            let limit = &self.limit;
            return Err(self.broken(&format!("took longer than the limit of {limit}")));
        }
        if now.duration_since(self.looked) < TICK {
            return Ok(());
        }
        self.looked = now;
        self.looks = self.looks.wrapping_add(1);
        let memory = self.process.as_ref().map_or(0, |process| {
            if self.looks.is_multiple_of(LOOKS_AT_ALL) {
                process.memory_of_all()
            } else {
                process.memory()
            }
        });
        self.peak = self.peak.max(memory);
        if memory > self.limits.memory {
            self.kill();
            let limit = bytesize::ByteSize(self.limits.memory);
            return Err(self.broken(&format!(
                "held more than its memory limit of {limit} (`memory` under `execution`)"
            )));
        }
        Ok(())
    }

    fn kill(&mut self) {
        if let Some(process) = &mut self.process {
            process.kill();
        }
    }

    fn ended(&mut self) -> Option<String> {
        self.process.as_mut().and_then(Process::ended)
    }

    /// The worker has closed its pipe: it ended, or is about to.
    fn gone(&mut self) -> PluginError {
        let Some(process) = &mut self.process else {
            return self.broken("closed its pipe");
        };
        let patience = Instant::now() + FAREWELL;
        let mut ended = process.ended();
        while ended.is_none() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(5));
            ended = process.ended();
        }
        process.kill();
        thread::sleep(SETTLING);
        self.broken(ended.as_deref().unwrap_or("closed its pipe"))
    }

    fn broken(&self, what: &str) -> PluginError {
        PluginError::Broken {
            what: what.to_owned(),
            stderr: self.last_words.lines(),
        }
    }
}

/// The numbers of a progress line that mean something to the engine.
fn known_numbers(progress: &Value) -> Value {
    let keys = ["epoch", "epochs", "train_loss", "validation_loss"];
    let known = keys.into_iter().filter_map(|key| {
        let number = progress.get(key).filter(|value| value.is_number())?;
        Some((key.to_owned(), number.clone()))
    });
    Value::Object(known.collect::<Map<_, _>>())
}
