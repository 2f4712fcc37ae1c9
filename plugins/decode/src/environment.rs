use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use emospec_sdk::Environment;

/// Where Debian installs programs.
const USUAL: &str = "/usr/bin";

/// The version of ffmpeg, on which everything that is decoded depends.
pub fn environment() -> Environment {
    let watch = ["ffmpeg", "ffprobe"].map(located).to_vec();
    let said = Command::new("ffmpeg")
        .arg("-version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let version = said.ok().and_then(|text| version(&text));
    Environment {
        versions: version
            .into_iter()
            .map(|version| ("ffmpeg".to_owned(), version))
            .collect(),
        watch,
    }
}

/// The first of the folders of PATH that has the program; the usual one where none has, so that it is seen when it comes.
fn located(program: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut places = env::split_paths(&path).map(|folder| folder.join(program));
    let there = places.find(|place| place.is_absolute() && place.is_file());
    there.unwrap_or_else(|| Path::new(USUAL).join(program))
}

/// The third word of `ffmpeg version 5.1.6-0+deb12u1 Copyright ...`.
fn version(said: &str) -> Option<String> {
    let mut words = said.lines().next()?.split_whitespace();
    (words.next()? == "ffmpeg" && words.next()? == "version")
        .then(|| words.next())?
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_third_word() {
        let said = "ffmpeg version 5.1.6-0+deb12u1 Copyright (c) 2000-2024 the FFmpeg developers\nbuilt with gcc 12";
        assert_eq!(version(said).as_deref(), Some("5.1.6-0+deb12u1"));
        assert_eq!(version("ffmpeg"), None);
        assert_eq!(version(""), None);
    }
}
