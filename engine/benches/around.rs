//! What everything around the models costs: a run that finds all in the cache, a run that finds nothing, help, a mistake.
//!
//! `cargo bench -p emospec --bench around`
//!
//! The models do no work (`tests/hostile`). Where `EMOSPEC_PEERS` names the `bin` folder of a virtual environment with DVC and
//! Snakemake, they run 200 stages that have nothing to do in turn with the engine, so that the ratios hold on a machine that
//! does other things as well. Shown are medians; memory is the most that was resident.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints what it measured, and ends where something is not as it should be"
)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use emospec::dataset::format::Format;

mod study;
use study::{Study, View};

const REPETITIONS: usize = 7;
const STAGES: usize = 200;
const MANY: usize = 10_000;

/// What a command took.
struct Took {
    seconds: f64,
    processor: f64,
    mebibytes: f64,
}

fn main() {
    let study = Study::new(&View {
        format: Format::Npy,
        extension: "npy",
        address: 0.into(),
        rows: [12, 12],
        width: 4,
    });
    let at = study.folder();
    let spec = fs::read_to_string(at.join("study.yaml")).unwrap();
    fs::write(at.join("mistake.yaml"), spec.replace("tables:", "tabels:")).unwrap();
    let engine = |arguments: &[&str], code| {
        let mut command = study.command();
        command.args(arguments);
        took(&command, code)
    };
    // The first run of all may build the plugin.
    engine(&["run", "study.yaml"], 0);

    show("--help", &median(|| engine(&["--help"], 0)));
    show(
        "a misspelt key",
        &median(|| engine(&["validate", "mistake.yaml"], 2)),
    );

    let cold = |seeds: usize| {
        let run = || {
            // Not removed: ext4 passes over inodes that were in use a minute ago, one by one.
            let entries = at.join("cache/entries");
            let _ = fs::rename(&entries, at.join(format!("entries-before-{seeds}")));
            engine(
                &[
                    "run",
                    "study.yaml",
                    "-j",
                    "1",
                    "--set",
                    &format!("seeds={seeds}"),
                ],
                0,
            )
        };
        let took = run();
        println!(
            "{:<34} {:8.2} ms a trial",
            format!("{seeds} trials, none in the cache"),
            took.seconds * 1e3 / seeds as f64
        );
    };
    for seeds in [200, 1000, 5000, MANY] {
        cold(seeds);
    }
    let peers = peers(at);
    for seeds in [STAGES, MANY] {
        let set = format!("seeds={seeds}");
        let run = || engine(&["run", "study.yaml", "--set", &set], 0);
        // One run reads the entries, the next finds that nobody touched them.
        run();
        std::thread::sleep(std::time::Duration::from_millis(100));
        run();
        run();
        let mut turns: Vec<Vec<Took>> = (0..=peers.len()).map(|_| Vec::new()).collect();
        for _ in 0..REPETITIONS {
            turns[0].push(run());
            if seeds == STAGES {
                for (turn, (_, peer)) in turns[1..].iter_mut().zip(&peers) {
                    turn.push(peer());
                }
            }
        }
        let mut turns = turns.into_iter();
        let own = middle(turns.next().unwrap());
        show(&format!("{seeds} trials, all in the cache"), &own);
        for ((name, _), turn) in peers.iter().zip(turns).filter(|(_, turn)| !turn.is_empty()) {
            let peer = middle(turn);
            show(&format!("{name}, {STAGES} stages up to date"), &peer);
            println!("{:>43.0} times as long", peer.seconds / own.seconds);
        }
    }
}

fn show(what: &str, took: &Took) {
    println!(
        "{what:<34} {:8.1} ms {:8.1} ms of processors {:6.1} MiB",
        took.seconds * 1e3,
        took.processor * 1e3,
        took.mebibytes
    );
}

/// Runs a command under GNU time, which tells what its process alone took.
fn took(command: &Command, code: i32) -> Took {
    let mut timed = Command::new("/usr/bin/time");
    timed
        .args(["-q", "-f", "\n%U %S %M"])
        .arg(command.get_program())
        .args(command.get_args());
    timed.envs(
        command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    timed
        .current_dir(command.get_current_dir().unwrap())
        .stdout(Stdio::null());
    let start = Instant::now();
    let output = timed.output().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    let numbers: Vec<f64> = said
        .lines()
        .next_back()
        .unwrap()
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    Took {
        seconds,
        processor: numbers[0] + numbers[1],
        mebibytes: numbers[2] / 1024.0,
    }
}

fn median(run: impl Fn() -> Took) -> Took {
    middle((0..REPETITIONS).map(|_| run()).collect())
}

fn middle(mut turns: Vec<Took>) -> Took {
    turns.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    turns.swap_remove(turns.len() / 2)
}

type Peer = (&'static str, Box<dyn Fn() -> Took>);

/// What else runs stages, set up with as many that copy a file each and are up to date.
fn peers(folder: &Path) -> Vec<Peer> {
    let Some(bin) = std::env::var_os("EMOSPEC_PEERS").map(PathBuf::from) else {
        return Vec::new();
    };
    let inputs = |folder: &Path| {
        for part in ["in", "out"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        for stage in 0..STAGES {
            fs::write(folder.join(format!("in/{stage}.txt")), stage.to_string()).unwrap();
        }
    };
    let run = |program: PathBuf, folder: PathBuf, arguments: &'static [&'static str]| {
        move || {
            let mut command = Command::new(&program);
            command.args(arguments).current_dir(&folder);
            took(&command, 0)
        }
    };
    let dvc = folder.join("dvc");
    inputs(&dvc);
    let mut stages = "stages:\n".to_owned();
    for stage in 0..STAGES {
        writeln!(
            stages,
            "  s{stage}:\n    cmd: cp in/{stage}.txt out/{stage}.txt\n    deps: [in/{stage}.txt]\n    outs: [out/{stage}.txt]"
        )
        .unwrap();
    }
    fs::write(dvc.join("dvc.yaml"), stages).unwrap();
    run(bin.join("dvc"), dvc.clone(), &["init", "--no-scm", "-q"])();
    let dvc_run = run(bin.join("dvc"), dvc, &["repro", "-q"]);
    dvc_run();

    let snakemake = folder.join("snakemake");
    inputs(&snakemake);
    let rules = format!(
        "rule all:\n    input: expand(\"out/{{i}}.txt\", i=range({STAGES}))\n\
         rule copy:\n    input: \"in/{{i}}.txt\"\n    output: \"out/{{i}}.txt\"\n    shell: \"cp {{input}} {{output}}\"\n"
    );
    fs::write(snakemake.join("Snakefile"), rules).unwrap();
    let snakemake_run = run(bin.join("snakemake"), snakemake, &["-c", "2", "-q", "all"]);
    snakemake_run();
    vec![
        ("dvc", Box::new(dvc_run) as Box<dyn Fn() -> Took>),
        ("snakemake", Box::new(snakemake_run)),
    ]
}
