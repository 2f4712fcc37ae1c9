use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::FetchError;

/// Bytes that are read from curl at once.
const BUFFER: usize = 64 * 1024;

/// Redirections that are followed.
const REDIRECTIONS: &str = "10";

/// Codes of curl that another try may not meet: a transfer that broke off, stood still or was empty.
const PASSING: [i32; 8] = [16, 18, 28, 35, 52, 55, 56, 92];

/// The code of curl where a server does not send the rest of a file alone, and where it cannot.
const NO_RANGE: [i32; 2] = [33, 36];

/// The status of a server that has no more than is there already, or less.
const NO_SUCH_RANGE: u16 = 416;

/// The code of curl where a server states a size above the limit.
const FILE_SIZE: i32 = 63;

/// One request for a file, or for the rest of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub url: &'a str,
    /// Where it is written, for errors.
    pub part: &'a Path,
    /// Bytes that are there already.
    pub from: u64,
    /// Bytes that the whole file may have.
    pub most: u64,
    /// Whole seconds.
    pub patience: u64,
}

/// How a request ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The server sent all it had.
    Whole,
    /// The connection broke or stood still: what curl says.
    Cut(String),
    /// The server does not send the rest of a file alone; nothing was written.
    NoRange,
    /// There is more than there may be.
    TooLarge,
    /// The server does not give it: what curl says.
    Refused(String),
}

/// Appends what a server sends to a file, by curl, which knows the machine's proxies and certificates. `watch` is told how
/// many bytes there are. Nothing is said of the bytes yet.
///
/// # Errors
/// Where curl is not there, or the file cannot be written.
pub(super) fn transfer(
    request: &Request<'_>,
    to: &mut File,
    watch: &mut dyn FnMut(u64),
) -> Result<Ended, FetchError> {
    let mut child = command(request)
        .spawn()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => FetchError::NoCurl,
            _ => FetchError::NotStarted(error),
        })?;
    let copied = match child.stdout.take() {
        Some(mut out) => copy(&mut out, to, request, watch),
        None => Ok(true),
    };
    if !matches!(copied, Ok(true)) {
        // It writes to a closed pipe otherwise, or never ends.
        let _ = child.kill();
    }
    let output = child.wait_with_output().map_err(FetchError::NotStarted)?;
    if !copied? {
        return Ok(Ended::TooLarge);
    }
    let code = output.status.code().unwrap_or(-1);
    let said = said(&output.stderr);
    let status = status(&said);
    let said = if said.is_empty() {
        format!("curl ended with {}", output.status)
    } else {
        said
    };
    Ok(match code {
        0 => Ended::Whole,
        FILE_SIZE => Ended::TooLarge,
        code if request.from > 0 && (NO_RANGE.contains(&code) || status == NO_SUCH_RANGE) => {
            Ended::NoRange
        }
        code if PASSING.contains(&code) || is_passing(status) => Ended::Cut(said),
        _ => Ended::Refused(said),
    })
}

fn command(request: &Request<'_>) -> Command {
    // Who asks for a safe connection is not led to another.
    let protocols = if request.url.starts_with("https://") {
        "=https"
    } else {
        "=http,https"
    };
    let patience = request.patience.max(1).to_string();
    let mut command = Command::new("curl");
    command
        .args(["--silent", "--show-error", "--fail", "--globoff"])
        // What came is written even where curl ends before the next comes.
        .arg("--no-buffer")
        .args(["--location", "--max-redirs", REDIRECTIONS])
        .args(["--proto", protocols, "--proto-redir", protocols])
        .args(["--connect-timeout", &patience])
        .args(["--speed-limit", "1000", "--speed-time", &patience]);
    let left = request.most.saturating_sub(request.from);
    if left > 0 {
        command.args(["--max-filesize", &left.to_string()]);
    }
    if request.from > 0 {
        command.args(["--continue-at", &request.from.to_string()]);
    }
    command
        .args(["--output", "-", "--", request.url])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Copies what comes; false where more comes than there may be, of which nothing is written.
fn copy(
    out: &mut impl Read,
    to: &mut File,
    request: &Request<'_>,
    watch: &mut dyn FnMut(u64),
) -> Result<bool, FetchError> {
    let mut buffer = vec![0; BUFFER];
    let mut there = request.from;
    loop {
        let count = match out.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(FetchError::NotStarted(error)),
        };
        there += count as u64;
        if there > request.most {
            return Ok(false);
        }
        to.write_all(&buffer[..count])
            .map_err(FetchError::unwritten(request.part))?;
        watch(there);
    }
}

/// Whether a server that answers so may answer otherwise soon: too busy, or broken.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

/// What curl says, in one line.
fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("; ")
}

/// The status of an answer that curl took for an error; 0 where it says none.
fn status(said: &str) -> u16 {
    let after = said
        .split_once("returned error: ")
        .map_or("", |(_, after)| after);
    let digits = after.split(|letter: char| !letter.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_stands_in_what_curl_says() {
        let told = said(b"curl: (22) The requested URL returned error: 404\n");
        assert_eq!(told, "curl: (22) The requested URL returned error: 404");
        assert_eq!(status(&told), 404);
        // Older ones add what the server says.
        assert_eq!(
            status("The requested URL returned error: 503 Service Unavailable"),
            503
        );
        assert_eq!(status("curl: (6) no such host"), 0);
        assert_eq!(status(""), 0);
    }

    #[test]
    fn safe_address_is_not_redirected_to_an_unsafe_one() {
        let of = |url| {
            let request = Request {
                url,
                part: Path::new("part"),
                from: 7,
                most: 10,
                patience: 1,
            };
            format!("{:?}", command(&request))
        };
        assert!(!of("https://example.org/a").contains("=http,"));
        assert!(of("http://example.org/a").contains("=http,https"));
        assert!(of("http://example.org/a").contains(r#""--continue-at" "7""#));
        assert!(of("http://example.org/a").contains(r#""--max-filesize" "3""#));
    }
}
