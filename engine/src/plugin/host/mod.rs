//! The worker: what `emospec worker LIBRARY` does in its own process.

mod library;
mod offspring;
mod speaker;
mod stdout_guard;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use serde_json::Value;

use self::library::{Allowance, Contract, Fitted, Listener, Outcome};
use self::offspring::Offspring;
use self::speaker::Speaker;
use self::stdout_guard::StdoutGuard;
use super::error::PRINTED;
use super::subreaper::tie_to_engine;
use super::wire::{Call, Done, FromEngine, FromWorker, LONGEST_LINE, LogLine, Numbered};

/// Serves calls to the plugin in `library` until stdin ends.
///
/// # Errors
/// Where stdin or stdout cannot be used.
pub fn run_worker(library: &Path) -> io::Result<()> {
    let speaker = Speaker::take_stdout()?;
    let stdin = take_stdin()?;
    let stdout = StdoutGuard::new()?;
    let offspring = Offspring::none_yet();
    // Without it, the worker still ends when its stdin does.
    let _ = tie_to_engine();
    let plugin = match library::open(library) {
        Ok(plugin) => plugin,
        Err(refused) => return speaker.say(&FromWorker::Refused { refused }),
    };
    speaker.say(&FromWorker::Ready {
        ready: plugin.version(),
    })?;

    let running = Arc::new(Running::default());
    let calls = listen(stdin, Arc::clone(&running));
    let mut served = Served {
        plugin,
        fitted: BTreeMap::new(),
        next_handle: 1,
    };
    for call in calls {
        running.begin(call.id);
        let answer = served.answer(&call, &speaker, &running.cancelled);
        running.begin(0);
        offspring.stop_if_this_is_one();
        let id = call.id;
        let broken = |failed: String| FromWorker::Failed {
            id,
            failed,
            broken: true,
        };
        let answer = match answer {
            _ if Offspring::is_left() => broken(
                "left a process behind that still runs: wait for it or end it before the call returns"
                    .to_owned(),
            ),
            answer => match stdout.written()? {
                Some(line) => FromWorker::Failed {
                    id,
                    failed: format!(
                        "{PRINTED}, which belongs to the engine (\"{line}\"): print to standard error"
                    ),
                    broken: false,
                },
                None => answer,
            },
        };
        speaker.say(&answer)?;
    }
    Ok(())
}

/// Which call runs, and whether it should stop.
#[derive(Default)]
struct Running {
    id: AtomicU64,
    cancelled: AtomicBool,
}

impl Running {
    fn begin(&self, id: u64) {
        self.cancelled.store(false, Ordering::Relaxed);
        self.id.store(id, Ordering::Relaxed);
    }
}

/// The engine's end of stdin, moved to a descriptor of its own: a plugin that reads standard input finds nothing there.
fn take_stdin() -> io::Result<File> {
    let stdin: OwnedFd = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(File::from(stdin))
}

/// Reads the engine's lines on a thread of its own, so that a cancellation reaches a running call. When stdin ends
/// the engine is gone, and so is the reason to go on.
fn listen(stdin: File, running: Arc<Running>) -> mpsc::Receiver<Box<Numbered>> {
    let (sender, calls) = mpsc::channel();
    thread::spawn(move || {
        let mut stdin = BufReader::new(stdin);
        loop {
            let mut line = Vec::new();
            match (&mut stdin).take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => std::process::exit(0),
                Ok(_) => {}
            }
            match serde_json::from_slice(&line) {
                Ok(FromEngine::Cancel { cancel }) => {
                    if running.id.load(Ordering::Relaxed) == cancel {
                        running.cancelled.store(true, Ordering::Relaxed);
                    }
                }
                Ok(FromEngine::Call(call)) => {
                    if sender.send(call).is_err() {
                        return;
                    }
                }
                Err(_) => std::process::exit(2),
            }
        }
    });
    calls
}

struct Telling<'a> {
    id: u64,
    speaker: &'a Speaker,
}

impl Listener for Telling<'_> {
    fn progress(&self, progress: Value) {
        // A broken pipe means that the engine is gone; the next answer finds out.
        let _ = self.speaker.say(&FromWorker::Progress {
            id: self.id,
            progress,
        });
    }

    fn log(&self, log: LogLine) {
        let _ = self.speaker.say(&FromWorker::Log { id: self.id, log });
    }
}

struct Served {
    plugin: Box<dyn Contract>,
    fitted: BTreeMap<u64, Fitted>,
    next_handle: u64,
}

impl Served {
    fn answer(
        &mut self,
        numbered: &Numbered,
        speaker: &Speaker,
        cancelled: &AtomicBool,
    ) -> FromWorker {
        let id = numbered.id;
        let listener = Telling { id, speaker };
        let allowance = Allowance {
            listener: &listener,
            cancelled,
            threads: numbered.threads,
            scratch: &numbered.scratch,
        };
        match self.outcome(&numbered.call, &allowance) {
            Outcome::Done(done) => FromWorker::Done { id, done },
            Outcome::Failed(failed) => FromWorker::Failed {
                id,
                failed,
                broken: false,
            },
            Outcome::Cancelled => FromWorker::Cancelled {
                id,
                cancelled: true,
            },
        }
    }

    fn outcome(&mut self, call: &Call, allowance: &Allowance<'_>) -> Outcome {
        let plugin = &self.plugin;
        match call {
            Call::Manifest => plugin.manifest(allowance),
            Call::Read {
                source,
                request,
                outputs,
            } => plugin.read(allowance, source, &request.to_string(), outputs),
            Call::Extract {
                extractor,
                request,
                rows,
                outputs,
            } => plugin.extract(allowance, extractor, &request.to_string(), rows, outputs),
            Call::Fit {
                model,
                request,
                train,
                validation,
            } => {
                let fitted = plugin.fit(
                    allowance,
                    model,
                    &request.to_string(),
                    train,
                    validation.as_ref(),
                );
                self.keep(fitted)
            }
            Call::Predict {
                handle,
                rows,
                outputs,
            } => match self.fitted.get(handle) {
                Some(fitted) => plugin.predict(allowance, fitted, rows, outputs),
                None => no_such(*handle),
            },
            Call::Save { handle, file } => match self.fitted.get(handle) {
                Some(fitted) => plugin.save(allowance, fitted, file),
                None => no_such(*handle),
            },
            Call::Load {
                model,
                request,
                file,
            } => {
                let fitted = plugin.load(allowance, model, &request.to_string(), file);
                self.keep(fitted)
            }
            Call::Release { handle } => match self.fitted.remove(handle) {
                Some(fitted) => {
                    plugin.release(&fitted);
                    Outcome::Done(Done::default())
                }
                None => no_such(*handle),
            },
        }
    }

    fn keep(&mut self, fitted: Result<(Fitted, Done), Outcome>) -> Outcome {
        match fitted {
            Ok((fitted, mut done)) => {
                let handle = self.next_handle;
                self.next_handle += 1;
                self.fitted.insert(handle, fitted);
                done.handle = Some(handle);
                Outcome::Done(done)
            }
            Err(outcome) => outcome,
        }
    }
}

fn no_such(handle: u64) -> Outcome {
    Outcome::Failed(format!("there is no fitted model {handle}"))
}
