//! What running a model in a process of its own costs: the time of a trial beyond the fit, and memory.
//!
//! `cargo bench -p emospec --bench isolation`
//!
//! A model that does no work (`tests/hostile`) is run on a view of 4110 x 2304 `f32`, 37.9 MB in an HDF5 file. One run has
//! one trial, another has many more; their difference is the cost of a trial with all that belongs to it: calls, mapping,
//! checks, Parquet, and the entry in the cache. Memory is that of the engine and its worker together, resident and
//! sampled every millisecond; pages of the mapped file count.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints what it measured, and ends where something is not as it should be"
)]

use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use emospec::dataset::format::Format;

mod study;
use study::{Study, View};

const ROWS: usize = 4110;
const WIDTH: usize = 2304;
const TRIALS: usize = 200;
const REPETITIONS: usize = 5;

fn main() {
    let study = Study::new(&View {
        format: Format::Hdf5,
        extension: "h5",
        address: "data".into(),
        rows: [ROWS, 250],
        width: WIDTH,
    });

    // The first run of all may build the plugin.
    assert!(run(&study, 1).wait().unwrap().success());
    fs::remove_dir_all(study.folder().join("cache")).unwrap();

    let data = (ROWS * WIDTH * size_of::<f32>()) as f64 / 1e6;
    let cold = peak_memory(&study, 1) as f64 / 1e6;
    let warm = peak_memory(&study, 1) as f64 / 1e6;
    println!("data                              {data:8.1} MB");
    println!(
        "engine + worker, first run        {cold:8.1} MB = {:.2} x data",
        cold / data
    );
    println!(
        "engine + worker, facts remembered {warm:8.1} MB = {:.2} x data",
        warm / data
    );

    let few = fastest(&study, 1);
    let many = fastest(&study, 1 + TRIALS);
    let each = (many.as_secs_f64() - few.as_secs_f64()) * 1e3 / TRIALS as f64;
    println!(
        "run of 1 trial                    {:8.1} ms",
        few.as_secs_f64() * 1e3
    );
    println!(
        "run of {} trials                 {:8.1} ms",
        1 + TRIALS,
        many.as_secs_f64() * 1e3
    );
    println!("a trial beyond its fit            {each:8.2} ms");
}

fn run(study: &Study, seeds: usize) -> Child {
    let mut command = study.command();
    command.args([
        "run",
        "study.yaml",
        "--force",
        "--quiet",
        "-j",
        "1",
        "--set",
    ]);
    command.arg(format!("seeds={seeds}")).stdout(Stdio::null());
    command.spawn().unwrap()
}

fn fastest(study: &Study, seeds: usize) -> Duration {
    let times = (0..REPETITIONS).map(|_| {
        let start = Instant::now();
        assert!(run(study, seeds).wait().unwrap().success());
        start.elapsed()
    });
    times.min().unwrap()
}

/// The most memory that the engine and its workers held together, in bytes.
fn peak_memory(study: &Study, seeds: usize) -> u64 {
    let mut engine = run(study, seeds);
    let mut peak = 0;
    while engine.try_wait().unwrap().is_none() {
        peak = peak.max(family(engine.id()).into_iter().map(resident).sum());
        thread::sleep(Duration::from_millis(1));
    }
    peak
}

/// A process and its children.
fn family(process: u32) -> Vec<u32> {
    let running = fs::read_dir("/proc").unwrap().flatten();
    let children = running.filter_map(|entry| {
        let child: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let parent: u32 = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
        (process == parent).then_some(child)
    });
    children.chain([process]).collect()
}

fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}
