use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::Stdio;
use std::thread;

use crate::program::Program;
use crate::sound::{restrictions, url};
use crate::{Failure, Watch};

/// Writes a file by ffmpeg: `arguments` name inputs, filters, codecs and the file; `feed` writes what the input `pipe:0`
/// reads. The same input gives the same file with the same ffmpeg.
///
/// # Errors
/// Where ffmpeg cannot be run, or cannot make the file of its inputs.
pub fn encode(
    arguments: &[OsString],
    path: &Path,
    watch: Watch<'_>,
    feed: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send,
) -> Result<(), Failure> {
    // It tells of its progress twice a second: what is silent stands still.
    let mut all: Vec<OsString> = [
        "-v",
        "error",
        "-nostdin",
        "-y",
        "-nostats",
        "-progress",
        "pipe:1",
    ]
    .map(OsString::from)
    .into();
    all.extend_from_slice(arguments);
    let (program, input) = Program::start_fed("ffmpeg", &all, path, watch, Stdio::piped())?;
    thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut input) = input {
                // Where ffmpeg ends before it has read all, it says why.
                let _ = feed(&mut input);
            }
        });
        // An early return ends ffmpeg before the scope waits for the thread, whose pipe breaks thereby.
        let mut program = program;
        let mut block = [0; 4096];
        while program.read(&mut block)? > 0 {}
        program.finish()
    })
}

/// The arguments that name a media file as an input.
pub fn from_file(path: &Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = restrictions().map(OsString::from).into();
    arguments.push("-i".into());
    arguments.push(url(path));
    arguments
}

/// The arguments that name the file to write: one thread, and nothing in it that differs between runs or tells of the
/// machine.
pub fn to_file(path: &Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["-map_metadata", "-1", "-fflags", "+bitexact"]
        .into_iter()
        .chain(["-flags:v", "+bitexact", "-flags:a", "+bitexact"])
        .chain(["-threads", "1", "-filter_threads", "1"])
        .map(OsString::from)
        .collect();
    arguments.push(url(path));
    arguments
}
