//! Runs a program of Slurm under a time limit.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::error::SlurmError;
use crate::diagnostic::printable;

/// What a program may print, in bytes: the queue of a hundred thousand jobs.
const MOST: u64 = 64 << 20;
/// What of a message is shown, in characters.
const SHOWN: usize = 500;
/// How the message of a program begins that failed without one.
pub(super) const NO_WORD: &str = "it ended with";
/// How often it is looked whether the program ended.
const GAP: Duration = Duration::from_millis(20);
/// How long output may take to arrive after its program ended.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What a program prints to stdout, once it ended with 0 within the limit.
pub(super) fn ask(
    mut command: Command,
    program: &'static str,
    limit: Duration,
) -> Result<String, SlurmError> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Ctrl-C is the engine's: a submission that it cut off would leave jobs of which nobody knows the number.
        .process_group(0)
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => SlurmError::Absent { program },
            _ => SlurmError::Unstarted {
                program,
                cause: error.to_string(),
            },
        })?;
    let out = reader(child.stdout.take());
    let err = reader(child.stderr.take());
    let status = wait(&mut child, program, limit)?;
    let text = |from: &Receiver<Vec<u8>>| {
        let bytes = from.recv_timeout(LAST_WORDS).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    if status.success() {
        return Ok(text(&out));
    }
    let said = [text(&err), text(&out)].concat();
    let said = match said.trim() {
        "" => format!("{NO_WORD} {status}"),
        said => shown(said),
    };
    Err(SlurmError::Failed { program, said })
}

fn wait(
    child: &mut Child,
    program: &'static str,
    limit: Duration,
) -> Result<ExitStatus, SlurmError> {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if started.elapsed() < limit => thread::sleep(GAP),
            Ok(None) => {
                // It may have ended just now.
                let _ = child.kill();
                let _ = child.wait();
                return Err(SlurmError::Slow { program, limit });
            }
            Err(error) => {
                return Err(SlurmError::Unstarted {
                    program,
                    cause: error.to_string(),
                });
            }
        }
    }
}

/// Reads a pipe while the program runs, so that it never waits for room in it.
fn reader(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What came before a failure is what there is.
            let _ = pipe.take(MOST).read_to_end(&mut bytes);
        }
        // Nobody listens any more where the program took too long.
        let _ = sender.send(bytes);
    });
    receiver
}

/// The beginning of what a program said, in one line that does no harm.
pub(super) fn shown(said: &str) -> String {
    let lines: Vec<_> = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let line = lines.join("; ");
    let cut: String = line.chars().take(SHOWN).collect();
    printable(&cut).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<String, SlurmError> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        ask(command, "squeue", limit)
    }

    #[test]
    fn what_fails_says_why() {
        let long = Duration::from_secs(20);
        assert_eq!(sh("echo 16", long).unwrap(), "16\n");
        let failed = sh("echo out; echo 'squeue: error: no' >&2; exit 1", long).unwrap_err();
        assert_eq!(
            failed.to_string(),
            "`squeue` failed: squeue: error: no; out"
        );
        assert!(
            sh("exit 3", long)
                .unwrap_err()
                .to_string()
                .contains("exit status: 3")
        );
        let absent = ask(Command::new("/no/squeue"), "squeue", long).unwrap_err();
        assert_eq!(absent, SlurmError::Absent { program: "squeue" });
    }

    #[test]
    fn much_output_is_read_while_it_is_printed() {
        let printed = sh("yes | head -c 1000000", Duration::from_secs(20)).unwrap();
        assert_eq!(printed.len(), 1_000_000);
    }

    #[test]
    fn one_that_hangs_is_ended() {
        let started = Instant::now();
        let slow = sh("sleep 60", Duration::from_millis(100)).unwrap_err();
        assert!(slow.is_transient(), "{slow}");
        assert!(started.elapsed() < Duration::from_secs(30));
    }
}
