//! Whatever happens to a run, what it recorded is kept: killed, interrupted, on a full disk, beside another engine, with a
//! damaged cache. The next run goes on, fits nothing again, and its results are those of an undisturbed one.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use emospec::files::Digest;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::sandbox::{Sandbox, ran};

/// Moments at which a run is killed; `EMOSPEC_CRASHES=200` takes some minutes.
const CRASHES: usize = 12;

/// A study of 200 trials, of which 201 in 400 have inputs of their own.
const SEEDS: &str = "seeds=200";

/// Every file under the results, and what an undisturbed run leaves there.
fn undisturbed(seeds: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let sandbox = Sandbox::with_study();
    sandbox.run(&["run", "study.yaml", "--set", seeds]).ended(0);
    sandbox.results("results")
}

/// That results are what they should be; says which are not.
fn assert_same(found: &[(PathBuf, Vec<u8>)], wanted: &[(PathBuf, Vec<u8>)], what: &str) {
    let names = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(found), names(wanted), "{what}");
    for ((name, found), (_, wanted)) in found.iter().zip(wanted) {
        assert_eq!(found, wanted, "{}: {what}", name.display());
    }
}

/// The digests of the trials that have an entry.
fn recorded(cache: &Path) -> BTreeSet<String> {
    let found = walkdir::WalkDir::new(cache.join("entries"))
        .min_depth(2)
        .max_depth(2);
    let names = found.into_iter().flatten();
    names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// The digests of the trials that runs started, run by run.
fn started(cache: &Path) -> Vec<Vec<String>> {
    let journals = walkdir::WalkDir::new(cache.join("journal")).sort_by_file_name();
    let journals = journals
        .into_iter()
        .flatten()
        .filter(|file| file.file_type().is_file());
    let started = journals.map(|journal| {
        let text = fs::read_to_string(journal.path()).unwrap();
        let records = text.lines().filter_map(|line| line.split_once(' '));
        let records = records.filter_map(|(_, text)| serde_json::from_str::<Value>(text).ok());
        let starts = records.filter(|record| record["record"] == "started");
        starts
            .map(|record| record["digest"].as_str().unwrap().to_owned())
            .collect()
    });
    started.collect()
}

/// Starts a run that leads its own group of processes.
fn start(sandbox: &Sandbox, arguments: &[&str]) -> Child {
    let mut command = sandbox.command(arguments);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    command.spawn().unwrap()
}

/// The processes whose parent is this one.
fn children(parent: u32) -> Vec<Pid> {
    let listed = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    let threads = fs::read_dir(format!("/proc/{parent}/task"));
    let of_threads = threads
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let numbers = listed
        .ok()
        .into_iter()
        .chain(of_threads)
        .collect::<Vec<_>>()
        .join(" ");
    let numbers = numbers
        .split_whitespace()
        .filter_map(|number| number.parse().ok());
    numbers.filter_map(Pid::from_raw).collect()
}

/// Ends an engine and its workers there and then.
fn kill(engine: &mut Child) {
    let workers = children(engine.id());
    let _ = kill_process(Pid::from_child(engine), Signal::KILL);
    for worker in workers {
        let _ = kill_process(worker, Signal::KILL);
    }
    engine.wait().unwrap();
}

#[test]
fn killed_at_any_moment_it_goes_on_and_fits_nothing_again() {
    let crashes = std::env::var("EMOSPEC_CRASHES").ok();
    let crashes = crashes.map_or(CRASHES, |crashes| crashes.parse().unwrap());
    let wanted = undisturbed(SEEDS);
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut sandbox = Sandbox::with_study();
    let (mut killed, mut finished, mut fits) = (0, 0, 0);
    while killed < crashes {
        let cache = sandbox.path().join("cache");
        let before = recorded(&cache);
        let runs = started(&cache).len();
        let mut engine = start(&sandbox, &["run", "study.yaml", "--set", SEEDS, "-j", "2"]);
        // Long enough that it gets somewhere, and short enough that it seldom ends.
        let moment = Instant::now() + Duration::from_millis(random.random_range(5..1200));
        let mut is_over = false;
        while Instant::now() < moment && !is_over {
            is_over = engine.try_wait().unwrap().is_some();
            thread::sleep(Duration::from_millis(1));
        }
        if is_over {
            let ran = ran(&engine.wait_with_output().unwrap()).ended(0);
            assert!(ran.out.contains("A study."), "{}", ran.out);
            finished += 1;
        } else {
            kill(&mut engine);
            killed += 1;
        }
        for again in started(&cache).into_iter().skip(runs).flatten() {
            assert!(
                !before.contains(&again),
                "{again} was recorded and fitted again"
            );
            fits += 1;
        }
        assert!(recorded(&cache).is_superset(&before));
        if is_over {
            assert_same(&sandbox.results("results"), &wanted, "");
            sandbox = Sandbox::with_study();
        }
    }
    sandbox.run(&["run", "study.yaml", "--set", SEEDS]).ended(0);
    assert_same(&sandbox.results("results"), &wanted, "");
    println!("{killed} times killed, {finished} runs came through, {fits} trials started");
}

#[test]
fn interrupted_run_ends_within_two_seconds_and_says_how_to_go_on() {
    let sandbox = Sandbox::with_study();
    let trial = ["run", "study.yaml", "--set", "seeds=60", "-j", "2"];
    let mut engine = start(&sandbox, &trial);
    let cache = sandbox.path().join("cache");
    let patience = Instant::now() + Duration::from_mins(2);
    while recorded(&cache).len() < 5 && Instant::now() < patience {
        assert!(
            engine.try_wait().unwrap().is_none(),
            "it ended before it was interrupted"
        );
        thread::sleep(Duration::from_millis(1));
    }
    kill_process(Pid::from_child(&engine), Signal::INT).unwrap();
    let asked = Instant::now();
    let ran = ran(&engine.wait_with_output().unwrap());
    assert!(
        asked.elapsed() < Duration::from_secs(2),
        "{:?}",
        asked.elapsed()
    );
    let again = "run study.yaml --set seeds=60 -j 2";
    ran.ended(130)
        .says(&["interrupted: what is done is kept", again]);
    let before = recorded(&cache);
    sandbox.run(&trial).ended(0);
    let after: BTreeSet<String> = started(&cache).pop().unwrap().into_iter().collect();
    assert!(before.is_disjoint(&after));
    assert_same(&sandbox.results("results"), &undisturbed("seeds=60"), "");
}

#[test]
fn model_that_never_returns_is_interrupted_too() {
    let sandbox = Sandbox::with_study();
    sandbox.edit("study.yaml", "reference/chance", "hostile/loop");
    let tests = crate::sandbox::repository().join("tests");
    let tests = tests.display().to_string();
    // The first may build the plugin.
    sandbox
        .run(&["validate", "study.yaml", "--plugin-path", &tests])
        .ended(0);
    let engine = start(
        &sandbox,
        &["run", "study.yaml", "--plugin-path", &tests, "-j", "1"],
    );
    let patience = Instant::now() + Duration::from_mins(1);
    while started(&sandbox.path().join("cache")).concat().is_empty() && Instant::now() < patience {
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(300));
    let workers = children(engine.id());
    kill_process(Pid::from_child(&engine), Signal::TERM).unwrap();
    let asked = Instant::now();
    ran(&engine.wait_with_output().unwrap()).ended(130);
    assert!(
        asked.elapsed() < Duration::from_secs(2),
        "{:?}",
        asked.elapsed()
    );
    for worker in workers {
        assert!(
            rustix::process::test_kill_process(worker).is_err(),
            "{worker:?} still runs"
        );
    }
}

#[test]
fn two_engines_on_one_cache_share_the_work() {
    let wanted = undisturbed("seeds=40");
    let sandbox = Sandbox::with_study();
    let run = |out: &str| {
        start(
            &sandbox,
            &[
                "run",
                "study.yaml",
                "--set",
                "seeds=40",
                "-j",
                "2",
                "--out",
                out,
            ],
        )
    };
    let engines = [run("one/study"), run("two/study")];
    for engine in engines {
        ran(&engine.wait_with_output().unwrap()).ended(0);
    }
    assert_same(&sandbox.results("one"), &wanted, "");
    assert_same(&sandbox.results("two"), &wanted, "");
    let cache = sandbox.path().join("cache");
    let started = started(&cache).concat();
    let distinct: BTreeSet<&String> = started.iter().collect();
    assert_eq!(started.len(), distinct.len(), "a trial was fitted twice");
    assert_eq!(distinct.len(), recorded(&cache).len());
    for folder in ["claims", "engines", "tmp"] {
        assert_eq!(
            fs::read_dir(cache.join(folder)).unwrap().count(),
            0,
            "{folder}"
        );
    }
}

#[test]
fn full_disk_loses_nothing() {
    let sandbox = Sandbox::with_study();
    let disk = sandbox.path().join("cache");
    fs::create_dir(&disk).unwrap();
    let mount = |options: &str| {
        let mut command = Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&disk);
        command.output().is_ok_and(|output| output.status.success())
    };
    if !mount("size=1536k") {
        println!("skipped: a small disk cannot be mounted");
        return;
    }
    let run = || sandbox.run(&["run", "study.yaml", "--set", SEEDS]);
    let full = run();
    let before = recorded(&disk);
    let grown = mount("remount,size=256m");
    let then = run();
    let after: BTreeSet<String> = started(&disk).pop().unwrap().into_iter().collect();
    let results = sandbox.results("results");
    Command::new("umount").arg(&disk).status().unwrap();
    assert!(grown);
    full.ended(2)
        .says(&["E070", "No space left on device", "run again to go on"]);
    assert!(!before.is_empty());
    then.ended(0);
    assert!(
        before.is_disjoint(&after),
        "what was recorded was fitted again"
    );
    assert_same(&results, &undisturbed(SEEDS), "");
}

#[test]
fn no_damaged_file_of_the_cache_changes_a_result() {
    let sandbox = Sandbox::with_study();
    let run = || sandbox.run(&["run", "study.yaml"]).ended(0);
    // The second run remembers what the first left.
    run();
    run();
    let wanted = sandbox.results("results");
    let cache = sandbox.path().join("cache");
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let files = walkdir::WalkDir::new(&cache)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let files: Vec<_> = files.filter(|file| file.file_type().is_file()).collect();
    let mut damaged = 0;
    for file in files {
        let Ok(mut bytes) = fs::read(file.path()) else {
            continue;
        };
        if bytes.is_empty() {
            continue;
        }
        let at = random.random_range(0..bytes.len());
        bytes[at] ^= 1 << random.random_range(0..8);
        let before = Digest::of(&bytes);
        replace(file.path(), &bytes);
        let ran = run();
        assert_eq!(
            sandbox.results("results"),
            wanted,
            "{}: {}",
            file.path().display(),
            ran.err
        );
        if file.path().starts_with(cache.join("entries")) {
            assert!(ran.err.contains("damaged"), "{}", ran.err);
        }
        if Digest::of_file(file.path()).is_ok_and(|after| after == before) {
            // What is not needed, such as an old journal, stays as it is.
            bytes[at] ^= 1;
        }
        damaged += 1;
    }
    println!("{damaged} files damaged, one after another");
}

/// Changes the bytes of a file in place, whatever its permissions.
fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}
