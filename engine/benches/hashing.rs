//! How fast a large file is hashed, beside `openssl dgst -sha256`, which uses one core.
//!
//! `cargo bench -p emospec --bench hashing`
//!
//! The file has 2 GiB and lies in the page cache. Both take turns, so that their ratio holds on a machine that does other
//! things as well; processor time is that of the whole process, peak memory that of the engine's.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints what it measured, and ends where something is not as it should be"
)]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use emospec::files::Digest;
use rustix::time::{ClockId, clock_gettime};

const SIZE: usize = 2 << 30;
const REPETITIONS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    let block: Vec<u8> = (0..1 << 20)
        .map(|at: u32| at.to_le_bytes()[0] ^ at.to_le_bytes()[1])
        .collect();
    let mut file = File::create(&path).unwrap();
    for _ in 0..SIZE / block.len() {
        file.write_all(&block).unwrap();
    }
    let before = peak_memory();
    let (mut own, mut own_cpu, mut other) = (f64::MAX, f64::MAX, f64::MAX);
    for _ in 0..REPETITIONS {
        let (start, cpu) = (Instant::now(), processor_seconds());
        let digest = Digest::of_file(&path).unwrap();
        own = own.min(start.elapsed().as_secs_f64());
        own_cpu = own_cpu.min(processor_seconds() - cpu);
        let start = Instant::now();
        let theirs = openssl(&path);
        other = other.min(start.elapsed().as_secs_f64());
        assert_eq!(digest.as_str(), theirs);
    }
    let after = peak_memory();
    println!("emospec                {own:6.2} s, {own_cpu:.2} s of processors");
    println!("openssl dgst -sha256   {other:6.2} s");
    println!("ratio                  {:6.2}", other / own);
    println!("memory of hashing      {:6} KiB", after - before);
}

fn openssl(path: &Path) -> String {
    let output = Command::new("openssl")
        .args(["dgst", "-sha256", "-r"])
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().next().unwrap().to_owned()
}

fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// In KiB.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
