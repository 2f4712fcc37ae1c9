//! Trials as jobs, on a Slurm whose programs are scripts; `tests/slurm/run` does so on a real one.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::sandbox::{Ran, Sandbox, ran, repository};

/// Runs every element at once, one after the other.
const SBATCH: &str = r#"
for word in "$@"; do
  case $word in
    --array=*) last=${word#--array=0-} ;;
    --output=*) output=${word#--output=} ;;
  esac
  script=$word
done
echo "$last" >"$(dirname "$0")/last"
echo 7
(
  for index in $(seq 0 "$last"); do
    log=$(printf %s "$output" | sed "s/%a/$index/; s/%%/%/g")
    SLURM_ARRAY_TASK_ID=$index sh "$script" >>"$log" 2>&1
  done
) >/dev/null 2>&1 &
"#;

/// Says that everything runs.
const SQUEUE: &str = r#"
for word in "$@"; do
  case $word in --name=*) name=${word#--name=} ;; esac
done
for index in $(seq 0 "$(cat "$(dirname "$0")/last")"); do
  echo "7_$index|RUNNING|UNLIMITED|$name|None"
done
"#;

const SCONTROL: &str = "echo 'MaxArraySize            = 1001'";
const SACCT: &str = "echo 'Slurm accounting storage is disabled' >&2; exit 1";

/// A study on Slurm, with the programs that there are.
fn study(programs: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::with_study();
    for (name, script) in programs {
        let file = format!("bin/{name}");
        sandbox.write(&file, format!("#!/bin/sh{script}\n"));
        let path = sandbox.path().join(file);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    sandbox
}

fn whole() -> Sandbox {
    let scontrol = format!("\n{SCONTROL}");
    let sacct = format!("\n{SACCT}");
    study(&[
        ("sbatch", SBATCH),
        ("squeue", SQUEUE),
        ("scontrol", &scontrol),
        ("sacct", &sacct),
        ("scancel", "\ntrue"),
    ])
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let path = std::env::var("PATH").unwrap();
    let bin = sandbox.path().join("bin");
    let output = sandbox
        .command(&["run", "study.yaml"])
        .args(arguments)
        .args(["--set", "execution={type: slurm}"])
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("EMOSPEC_SLURM_POLL", "100ms")
        .output();
    ran(&output.unwrap())
}

#[test]
fn jobs_leave_what_a_run_here_leaves() {
    let sandbox = whole();
    let there = run(&sandbox, &["--out", "there"]).ended(0);
    let there = there.says(&["submitted 3 trials as job 7", "3 fitted, 0 failed"]);
    let cache = sandbox.path().join("cache");
    assert_eq!(fs::read_dir(cache.join("slurm")).unwrap().count(), 0);
    fs::rename(cache, sandbox.path().join("other")).unwrap();
    let here = sandbox
        .run(&["run", "study.yaml", "--out", "here"])
        .ended(0);
    assert_eq!(here.out, there.out);
    assert_eq!(sandbox.results("here"), sandbox.results("there"));
    let provenance = |folder: &str| sandbox.read(&format!("{folder}/provenance.json"));
    assert_eq!(provenance("here"), provenance("there"));
}

#[test]
fn a_model_that_fails_on_a_node_is_told_as_one_that_fails_here() {
    let sandbox = whole();
    let guest = "models:\n  guest: {type: hostile/panic, tasks: [pairing]}\n";
    sandbox.edit("study.yaml", "models:\n", guest);
    let plugins = repository().join("tests");
    let plugins = ["--plugin-path", plugins.to_str().unwrap(), "-k", "--out"];
    let there = run(&sandbox, &[&plugins[..], &["there"]].concat()).ended(1);
    assert!(there.err.contains("3 fitted, 2 failed"), "{}", there.err);
    let here = [&["run", "study.yaml"][..], &plugins, &["here"]].concat();
    sandbox.run(&here).ended(1);
    // The last words of a panic name a thread by its number.
    let failures = |folder: &str| {
        let text = sandbox.read(&format!("{folder}/failures.json"));
        fs::remove_file(sandbox.path().join(folder).join("failures.json")).unwrap();
        let lines = text.lines().filter(|line| !line.contains("panicked at"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let told = failures("there");
    assert!(told.iter().any(|line| line.contains("bound to panic")));
    assert_eq!(failures("here"), told);
    assert!(sandbox.results("here") == sandbox.results("there"));
}

#[test]
fn a_spec_that_changed_meanwhile_fails_clearly() {
    let sandbox = whole();
    let changes = "\nsed -i 's/learning_rate: 0.01/learning_rate: 0.02/' study.yaml";
    let path = sandbox.path().join("bin/sbatch");
    let sbatch = fs::read_to_string(&path).unwrap();
    fs::write(&path, sbatch.replacen('\n', &format!("{changes}\n"), 1)).unwrap();
    run(&sandbox, &["-k"])
        .ended(1)
        .says(&["net (seed 0): its spec, data or plugin is another now"]);
}

#[test]
fn without_slurm_nothing_is_run() {
    let sandbox = Sandbox::with_study();
    let output = sandbox
        .command(&["run", "study.yaml", "--set", "execution={type: slurm}"])
        .env("PATH", sandbox.path())
        .output();
    ran(&output.unwrap())
        .ended(2)
        .says(&["E073", "`scontrol` was not found: is Slurm installed here?"]);
}

#[test]
fn keys_of_slurm_are_refused_without_it() {
    let sandbox = Sandbox::with_study();
    sandbox.edit(
        "study.yaml",
        "seeds: 2",
        "seeds: 2\nexecution: {jobs: 1, partition: gpu, options: [--array=3]}",
    );
    let validated = sandbox.run(&["validate", "study.yaml"]).ended(2);
    validated.says(&["E072", "study.yaml:4:22", "`options` has a meaning"]);
    sandbox.edit("study.yaml", "jobs: 1,", "type: slurm,");
    let validated = sandbox.run(&["validate", "study.yaml"]).ended(2);
    validated.says(&["E072", "the engine itself sets `--array=3`"]);
}
