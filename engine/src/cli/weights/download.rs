use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::register::Archive;

/// Seconds that connecting may take, and for which less than a kilobyte a second is borne.
const PATIENCE: &str = "60";

/// Downloads an archive to a file with curl, which knows the machine's proxies and certificates; `shown` is whether it
/// draws its progress. Nothing is said of the bytes yet.
///
/// # Errors
/// Where curl is not there or fails: what it says.
pub(super) fn download(archive: &Archive, to: &Path, shown: bool) -> Result<(), String> {
    let progress: &[&str] = if shown {
        &["--progress-bar"]
    } else {
        &["--silent", "--show-error"]
    };
    let mut command = Command::new("curl");
    command
        .args(["--fail", "--location", "--proto", "=https", "--retry", "2"])
        .args(["--connect-timeout", PATIENCE])
        .args(["--speed-limit", "1000", "--speed-time", PATIENCE])
        .args(["--max-filesize", &archive.bytes.to_string()])
        .args(progress)
        .arg("--output")
        .arg(to)
        .arg(&archive.address)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if shown {
        command.stderr(Stdio::inherit());
    }
    let output = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "`curl` was not found".to_owned(),
        _ => format!("curl could not be started: {error}"),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim();
    Err(if said.is_empty() {
        format!("curl ended with {}", output.status)
    } else {
        said.to_owned()
    })
}
