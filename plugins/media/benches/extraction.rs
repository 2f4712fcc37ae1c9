//! Hours of media that are described in an hour, and the memory it takes.
//!
//! `cargo bench -p emospec-media --bench extraction -- FOLDER [THREADS [sound|picture|both]]` cuts the files of a folder into segments of five
//! seconds and describes their sound and their pictures; `side_by_side.sh` does so beside a script in Python.
#![expect(clippy::expect_used, reason = "what fails ends the measurement")]
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use emospec_media::{MusicSound, Picture, PictureParams, Segments, SegmentsParams, SoundParams};
use emospec_sdk::{FileExtractor, FileRows, FileSource, InputFile, Output, Rows, Run};

fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|one| !one.starts_with("--"))
        .collect();
    let Some(folder) = arguments.first() else {
        println!("skipped: name a folder of media files");
        return;
    };
    let threads = arguments
        .get(1)
        .map_or(2, |count| count.parse().expect("a number of threads"));
    let files = files(Path::new(folder));
    let found = Segments::read(&SegmentsParams::default(), &files, &Run::detached())
        .expect("the files are read");
    let (names, starts, ends) = columns(&found);
    let hours = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| end - start)
        .sum::<f64>()
        / 3600.0;
    println!(
        "{} files, {} segments, {hours:.3} hours, {} rejected",
        files.len(),
        names.len(),
        found.rejected.len()
    );
    for (what, sound, picture) in [
        ("sound", true, false),
        ("picture", false, true),
        ("both", true, true),
    ] {
        if arguments.get(2).is_some_and(|only| only != what) {
            continue;
        }
        let since = Instant::now();
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        describe(file, names, starts, ends, (sound, picture));
                    }
                });
            }
        });
        let seconds = since.elapsed().as_secs_f64();
        println!(
            "{what}: {seconds:.1} s, {:.0} hours of media an hour",
            hours * 3600.0 / seconds
        );
    }
    println!("memory at the most: {}", most_memory());
}

fn describe(
    file: &InputFile,
    names: &[String],
    starts: &[f64],
    ends: &[f64],
    (sound, picture): (bool, bool),
) {
    let of_file: Vec<usize> = (0..names.len())
        .filter(|row| names[*row] == file.name)
        .collect();
    let pick = |values: &[f64]| of_file.iter().map(|row| values[*row]).collect::<Vec<_>>();
    let (starts, ends) = (pick(starts), pick(ends));
    let path = file.path.to_string_lossy();
    let rows = Rows::new(of_file.len())
        .with_text("path", vec![&*path; of_file.len()])
        .with_numbers("start", &starts)
        .with_numbers("end", &ends);
    let run = Run::detached();
    if sound {
        MusicSound::extract(&SoundParams::default(), &rows, &run).expect("it is described");
    }
    if picture {
        Picture::extract(&PictureParams::default(), &rows, &run).expect("it is described");
    }
}

fn columns(found: &FileRows) -> (&[String], &[f64], &[f64]) {
    let column = |name: &str| {
        let mut columns = found.rows.iter();
        columns
            .find(|(own, _)| *own == name)
            .map(|(_, column)| column)
    };
    match (column("file"), column("start"), column("end")) {
        (Some(Output::Text(names)), Some(Output::Numbers(starts)), Some(Output::Numbers(ends))) => {
            (names, starts, ends)
        }
        _ => (&[], &[], &[]),
    }
}

fn files(folder: &Path) -> Vec<InputFile> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is read") {
            let path = entry.expect("the folder is read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| InputFile {
            name: path.to_string_lossy().into_owned(),
            path,
        })
        .collect()
}

/// The most memory that this process has held.
fn most_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("unknown").trim().to_owned()
}
