use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::complaint::complaint;
use crate::{Failure, Reason, Watch};

/// Bytes of complaints that are kept.
const COMPLAINTS: usize = 8 << 10;
/// How often cancellation is looked for.
const GLANCE: Duration = Duration::from_millis(100);

/// Whether ffmpeg and ffprobe can be started.
pub fn available() -> bool {
    ["ffmpeg", "ffprobe"].iter().all(|program| {
        Command::new(program)
            .arg("-version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

/// A running ffmpeg or ffprobe: its output is read as it comes; dropped, it is ended and waited for.
pub struct Program<'a> {
    child: Child,
    stdout: ChildStdout,
    stderr: Option<ChildStderr>,
    complaints: Vec<u8>,
    path: PathBuf,
    watch: Watch<'a>,
}

impl<'a> Program<'a> {
    /// Starts it on a file.
    pub fn start(
        name: &'static str,
        arguments: &[OsString],
        path: &Path,
        watch: Watch<'a>,
    ) -> Result<Self, Failure> {
        Self::start_fed(name, arguments, path, watch, Stdio::null()).map(|(program, _)| program)
    }

    /// Starts it with an input besides, and gives that where it is a pipe.
    pub fn start_fed(
        name: &'static str,
        arguments: &[OsString],
        path: &Path,
        watch: Watch<'a>,
        input: Stdio,
    ) -> Result<(Self, Option<ChildStdin>), Failure> {
        let mut child = Command::new(name)
            .args(arguments)
            // It would write a log to a file of its own.
            .env_remove("FFREPORT")
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => Failure::Missing(name),
                _ => Failure::System(error),
            })?;
        let (Some(stdout), stderr @ Some(_)) = (child.stdout.take(), child.stderr.take()) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Failure::System(io::Error::other("it has no pipes")));
        };
        let input = child.stdin.take();
        let program = Self {
            child,
            stdout,
            stderr,
            complaints: Vec::new(),
            path: path.to_owned(),
            watch,
        };
        Ok((program, input))
    }

    /// The next bytes of its output, as many as there are and fit; none at its end.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        let since = Instant::now();
        loop {
            if self.watch.is_stopped() {
                return Err(Failure::Stopped);
            }
            let (output, complains) = self.wait_for_bytes()?;
            if complains {
                self.listen()?;
            }
            if output {
                return match self.stdout.read(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    result => Ok(result?),
                };
            }
            if since.elapsed() > self.watch.patience {
                return Err(self.gives_up());
            }
        }
    }

    /// Whether there is output, or its end, and whether there are complaints, or their end.
    fn wait_for_bytes(&self) -> Result<(bool, bool), Failure> {
        let wait = Timespec {
            tv_sec: 0,
            tv_nsec: GLANCE.subsec_nanos().into(),
        };
        let mut pipes = vec![PollFd::new(&self.stdout, PollFlags::IN)];
        pipes.extend(
            self.stderr
                .as_ref()
                .map(|stderr| PollFd::new(stderr, PollFlags::IN)),
        );
        match poll(&mut pipes, Some(&wait)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(Failure::System(error.into())),
        }
        let ready = |pipe: Option<&PollFd<'_>>| pipe.is_some_and(|pipe| !pipe.revents().is_empty());
        Ok((ready(pipes.first()), ready(pipes.get(1))))
    }

    /// Keeps the first complaints, and drops the rest.
    fn listen(&mut self) -> Result<(), Failure> {
        let mut block = [0; 1024];
        let Some(stderr) = &mut self.stderr else {
            return Ok(());
        };
        match stderr.read(&mut block) {
            Ok(0) => self.stderr = None,
            Ok(count) => {
                let left = COMPLAINTS - self.complaints.len();
                self.complaints.extend_from_slice(&block[..count.min(left)]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Waits for its end, once its output has ended.
    pub fn finish(mut self) -> Result<(), Failure> {
        let since = Instant::now();
        loop {
            if self.stderr.is_some() && self.wait_for_bytes()?.1 {
                self.listen()?;
                continue;
            }
            if let Some(status) = self.child.try_wait()? {
                return match status.code() {
                    Some(0) => Ok(()),
                    Some(_) => Err(Failure::File(self.blame())),
                    None => Err(Failure::File(Reason::this_time(
                        "its decoding was ended by a signal",
                    ))),
                };
            }
            if since.elapsed() > self.watch.patience {
                return Err(self.gives_up());
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// What it complained of.
    fn blame(&self) -> Reason {
        match complaint(&self.complaints, &self.path) {
            Some(complaint) => Reason::new(format_args!("it cannot be read: {complaint}")),
            None => Reason::new("it cannot be read"),
        }
    }

    fn gives_up(&self) -> Failure {
        Failure::File(Reason::this_time(format_args!(
            "its decoding stood still for {} seconds",
            self.watch.patience.as_secs_f64()
        )))
    }
}

impl Drop for Program<'_> {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
