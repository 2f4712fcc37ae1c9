//! What a plugin does wrong costs its own trial: the run goes on, says what happened, and leaves of every other model
//! the bytes that it leaves anyway. The plugins are `tests/hostile` (Rust) and those in `tests/c`.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::sandbox::{Ran, Sandbox, repository};

/// Plugins in C, built once for each process of tests.
static BUILT: LazyLock<Built> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugins-in-c");
    let built = Built {
        current: folder.join("current"),
        first: folder.join("first"),
    };
    let header = repository().join("plugins/api");
    compile("hostile.c", &header, &built.current, "libhostile_c.so");
    let centroid = "libnearest_centroid.so";
    compile("nearest_centroid.c", &header, &built.current, centroid);
    // A plugin includes `emospec.h`, whichever that is.
    let frozen = repository().join("tests/frozen/emospec_v1.h");
    fs::create_dir_all(&built.first).unwrap();
    fs::copy(frozen, built.first.join("emospec.h")).unwrap();
    compile("nearest_centroid.c", &built.first, &built.first, centroid);
    built
});

/// Folders of plugins in C.
struct Built {
    /// For the contract of today.
    current: PathBuf,
    /// For the first version of it.
    first: PathBuf,
}

/// Compiles a file of `tests/c`. Another process of tests may use the library meanwhile, so it takes its place whole.
fn compile(source: &str, header: &Path, folder: &Path, library: &str) {
    fs::create_dir_all(folder).unwrap();
    let fresh = folder.join(format!("{library}.{}", std::process::id()));
    let compiled = Command::new("cc")
        .args(["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"])
        .arg("-I")
        .arg(header)
        .arg("-o")
        .arg(&fresh)
        .arg(repository().join("tests/c").join(source))
        .arg("-lm")
        .status()
        .unwrap();
    assert!(compiled.success(), "{source} does not compile");
    fs::rename(fresh, folder.join(library)).unwrap();
}

/// A study of one seed and two tasks, where a model `guest` takes part. Its time is short where it never ends, and else long
/// enough for a machine that does much at once.
fn study_with(guest: Option<&str>) -> Sandbox {
    let sandbox = Sandbox::with_study();
    let edit = |from: &str, to: &str| sandbox.edit("study.yaml", from, to);
    let is_endless = guest.is_some_and(|model| model.ends_with("/loop"));
    let timeout = if is_endless { "2s" } else { "1m" };
    edit(
        "seeds: 2",
        &format!("seeds: 1\nexecution: {{timeout: {timeout}, memory: 256MiB}}"),
    );
    edit(
        "models:\n",
        "  finding: {type: retrieval, split: official, views: [left, right], target: match, \
         relevance: {left: colour, right: colour}, metrics: [map]}\nmodels:\n",
    );
    if let Some(model) = guest {
        edit(
            "models:\n",
            &format!("models:\n  guest: {{type: {model}}}\n"),
        );
    }
    let columns = match task_of(guest) {
        "finding" => "where: {task: finding}, rows: [model], columns: [query, metric]",
        _ => "where: {task: pairing}, rows: [model], columns: [metric]",
    };
    edit("rows: [model], columns: [metric]", columns);
    sandbox
}

/// The task that a model is asked.
fn task_of(model: Option<&str>) -> &'static str {
    if model.is_some_and(|model| model.ends_with("/widths")) {
        "finding"
    } else {
        "pairing"
    }
}

fn run(sandbox: &Sandbox, c_plugins: &Path) -> Ran {
    let rust = repository().join("tests");
    let mut command = sandbox.command(&["run", "study.yaml", "-k", "--plugin-path"]);
    command.arg(rust).arg("--plugin-path").arg(c_plugins);
    crate::sandbox::ran(&command.output().unwrap())
}

/// What a run leaves of `chance` and `net`.
#[derive(PartialEq)]
struct Left {
    scores: Vec<String>,
    predictions: Vec<(PathBuf, Vec<u8>)>,
}

impl Left {
    fn by(sandbox: &Sandbox) -> Self {
        let is_host = |model: &str| ["chance", "net"].contains(&model);
        let scores = sandbox.read("results/study/scores.csv");
        let scores = scores.lines().filter(|line| {
            let model = line.split(',').nth(4).unwrap();
            is_host(model)
        });
        let mut predictions = sandbox.results("results/study/predictions");
        predictions.retain(|(file, _)| {
            let file = file.to_str().unwrap();
            is_host(file.split('.').nth(4).unwrap())
        });
        Self {
            scores: scores.map(str::to_owned).collect(),
            predictions,
        }
    }
}

/// What a run without a guest leaves.
static ALONE: LazyLock<Left> = LazyLock::new(|| {
    let sandbox = study_with(None);
    run(&sandbox, &BUILT.current).ended(0);
    let left = Left::by(&sandbox);
    // Two trials with two metrics, and one with a metric for each of two queries.
    assert_eq!((left.scores.len(), left.predictions.len()), (6, 3));
    left
});

/// The row of `guest` in a table.
fn row_of_guest(table: &str) -> &str {
    table
        .lines()
        .find(|line| line.trim_start_matches("| ").starts_with("guest"))
        .unwrap_or_else(|| panic!("there is no row of the guest:\n{table}"))
}

/// Runs the study with a model that misbehaves. What is told of it must hold one of each of `causes`.
fn costs_only_its_trial(model: &str, causes: &[&[&str]]) {
    let sandbox = study_with(Some(model));
    let ran = run(&sandbox, &BUILT.current).ended(1);
    let (plugin, _) = model.split_once('/').unwrap();
    let told = format!(
        "failed: pairs/{}/official/0/guest/0: ",
        task_of(Some(model))
    );
    let (_, told) = ran.err.split_once(&told).unwrap_or_else(|| {
        panic!("stderr does not say that the trial failed:\n{}", ran.err);
    });
    // A cause is one line; the last lines that the plugin wrote to stderr follow it, set in.
    let mut lines = told.lines();
    let mut told = lines.next().unwrap().to_owned();
    told.extend(lines.take_while(|line| line.starts_with(' ')));
    for wanted in ["guest", &format!("`{plugin}`"), "seed 0"] {
        says_one_of(&told, &[wanted]);
    }
    for cause in causes {
        says_one_of(&told, cause);
    }
    assert!(row_of_guest(&ran.out).contains("failed"), "{}", ran.out);
    let table = sandbox.read("results/study/main.md");
    assert!(row_of_guest(&table).contains("failed"), "{table}");
    leaves_the_others_alone(&sandbox);
}

fn says_one_of(told: &str, wanted: &[&str]) {
    assert!(
        wanted.iter().any(|text| told.contains(text)),
        "none of {wanted:?} is told:\n{told}"
    );
}

fn leaves_the_others_alone(sandbox: &Sandbox) {
    let left = Left::by(sandbox);
    assert_eq!(left.scores, ALONE.scores);
    assert!(
        left == *ALONE,
        "predictions of another model are not the same"
    );
    let patience = Instant::now() + Duration::from_secs(2);
    while let Some(process) = processes_of(sandbox.path()).first() {
        assert!(Instant::now() < patience, "left behind: {process}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The command lines of the processes that were started for a sandbox: its path is in their environment.
fn processes_of(sandbox: &Path) -> Vec<String> {
    let wanted = sandbox.as_os_str().as_bytes();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| {
            // Those of others, and those that are gone, cannot be read.
            let environment = fs::read(process.path().join("environ")).ok()?;
            let is_of_sandbox = environment.windows(wanted.len()).any(|part| part == wanted);
            let command = fs::read(process.path().join("cmdline")).ok()?;
            is_of_sandbox.then(|| String::from_utf8_lossy(&command).replace('\0', " "))
        })
        .collect()
}

macro_rules! cost_only_their_trial {
    ($($test:ident: $model:literal, $([$($cause:literal),+]),+;)+) => {
        $(
            #[test]
            fn $test() {
                costs_only_its_trial($model, &[$(&[$($cause),+]),+]);
            }
        )+
    };
}

cost_only_their_trial! {
    plugin_that_panics_costs_only_its_trial:
        "hostile/panic", ["the plugin panicked: this fit was bound to panic"];
    plugin_that_panics_when_it_predicts_costs_only_its_trial:
        "hostile/panic-in-predict", ["the plugin panicked: this prediction was bound to panic"];
    plugin_that_aborts_costs_only_its_trial:
        "hostile/abort", ["signal 6 (SIGABRT)"], ["last line before the abort"];
    plugin_that_reads_from_nowhere_costs_only_its_trial:
        "hostile/null", ["signal 11 (SIGSEGV)"];
    plugin_that_exits_costs_only_its_trial:
        "hostile/exit", ["ended its process (exit status 3)"], ["last line before the exit"];
    plugin_that_never_returns_costs_only_its_trial:
        "hostile/loop", ["took longer than the limit of 2s"];
    plugin_that_takes_all_memory_costs_only_its_trial:
        "hostile/allocate", ["memory limit of 256.0 MiB"];
    plugin_that_prints_costs_only_its_trial:
        "hostile/stdout", ["wrote to standard output"];
    plugin_that_closes_every_file_costs_only_its_trial:
        "hostile/close", ["closed its pipe", "ended its process", "signal 6 (SIGABRT)"];
    plugin_that_forks_costs_only_its_trial:
        "hostile/fork", ["left a process behind"];
    plugin_that_returns_too_few_rows_costs_only_its_trial:
        "hostile/shape", ["output `match` has 11 rows, and 12 were asked for"];
    plugin_that_returns_another_type_costs_only_its_trial:
        "hostile/dtype", ["output `match` is not of the type"];
    plugin_that_returns_nan_costs_only_its_trial:
        "hostile/nan", ["output `match` is not finite"];
    plugin_that_returns_no_probabilities_costs_only_its_trial:
        "hostile/sums", ["do not sum to one"];
    plugin_that_returns_unequal_embeddings_costs_only_its_trial:
        "hostile/widths", ["the embeddings of `left` have width 1, and those of `right` 2"];

    c_plugin_that_aborts_costs_only_its_trial:
        "hostile_c/abort", ["signal 6 (SIGABRT)"], ["last line before the abort"];
    c_plugin_that_writes_to_nowhere_costs_only_its_trial:
        "hostile_c/null", ["signal 11 (SIGSEGV)"];
    c_plugin_that_exits_costs_only_its_trial:
        "hostile_c/exit", ["ended its process (exit status 3)"], ["last line before the exit"];
    c_plugin_that_never_returns_costs_only_its_trial:
        "hostile_c/loop", ["took longer than the limit of 2s"];
    c_plugin_that_takes_all_memory_costs_only_its_trial:
        "hostile_c/allocate", ["memory limit of 256.0 MiB"];
    c_plugin_that_prints_costs_only_its_trial:
        "hostile_c/stdout", ["wrote to standard output"];
    c_plugin_that_closes_every_file_costs_only_its_trial:
        "hostile_c/close", ["closed its pipe", "ended its process", "signal 6 (SIGABRT)"];
    c_plugin_that_forks_costs_only_its_trial:
        "hostile_c/fork", ["left a process behind"];
    c_plugin_that_leaves_a_daemon_costs_only_its_trial:
        "hostile_c/daemon", ["left a process behind"];
    c_plugin_that_leaves_a_daemon_and_aborts_costs_only_its_trial:
        "hostile_c/orphan", ["signal 6 (SIGABRT)"];
    c_plugin_that_shares_memory_without_end_costs_only_its_trial:
        "hostile_c/shared", ["memory limit of 256.0 MiB"];
    c_plugin_that_overflows_its_stack_costs_only_its_trial:
        "hostile_c/stack", ["signal 6 (SIGABRT)", "signal 11 (SIGSEGV)"];
    c_plugin_that_fails_without_a_reason_costs_only_its_trial:
        "hostile_c/silent", ["returned code 7 without saying why"];
    c_plugin_that_only_says_it_is_fitted_costs_only_its_trial:
        "hostile_c/liar", ["left no fitted model"];
    c_plugin_that_returns_too_few_rows_costs_only_its_trial:
        "hostile_c/shape", ["output `match` has 11 rows, and 12 were asked for"];
    c_plugin_that_returns_another_type_costs_only_its_trial:
        "hostile_c/dtype", ["its elements are f64, and those of a matrix are f32"];
    c_plugin_that_returns_nan_costs_only_its_trial:
        "hostile_c/nan", ["output `match` is not finite"];
    c_plugin_that_returns_no_probabilities_costs_only_its_trial:
        "hostile_c/sums", ["do not sum to one"];
    c_plugin_that_returns_unequal_embeddings_costs_only_its_trial:
        "hostile_c/widths", ["the embeddings of `left` have width 1, and those of `right` 2"];
    c_plugin_that_returns_no_data_costs_only_its_trial:
        "hostile_c/garbage", ["its data are null"];
    c_plugin_that_returns_a_negative_size_costs_only_its_trial:
        "hostile_c/negative", ["its shape has a negative size"];
}

/// Runs the study with a model that does nothing wrong, and returns the row of it.
fn is_in_the_table(model: &str, c_plugins: &Path) -> String {
    let sandbox = study_with(Some(model));
    let ran = run(&sandbox, c_plugins).ended(0);
    let row = row_of_guest(&ran.out).to_owned();
    let cells: Vec<_> = row.split_whitespace().skip(1).collect();
    let is_percentage = |cell: &&str| {
        let number = cell.trim_start_matches(['*', '_']).parse();
        number.is_ok_and(|number: f64| (0.0..=100.0).contains(&number))
    };
    assert!(
        cells.iter().filter(|cell| is_percentage(cell)).count() == 2,
        "{row}"
    );
    leaves_the_others_alone(&sandbox);
    row
}

#[test]
fn plugin_that_does_nothing_wrong_is_in_the_table() {
    for model in ["hostile/good", "hostile/no-work", "hostile_c/good"] {
        is_in_the_table(model, &BUILT.current);
    }
}

#[test]
fn c_plugin_that_takes_standard_output_or_input_for_its_own_is_in_the_table() {
    for model in ["hostile_c/silencer", "hostile_c/reader"] {
        let sandbox = study_with(Some(model));
        let ran = run(&sandbox, &BUILT.current).ended(0);
        assert!(!row_of_guest(&ran.out).contains("failed"), "{}", ran.out);
        leaves_the_others_alone(&sandbox);
    }
}

#[test]
fn c_plugin_that_floods_the_engine_is_in_the_table() {
    let sandbox = study_with(Some("hostile_c/flood"));
    let began = Instant::now();
    let ran = run(&sandbox, &BUILT.current).ended(0);
    assert!(began.elapsed() < Duration::from_mins(1));
    assert!(!row_of_guest(&ran.out).contains("failed"), "{}", ran.out);
    // A million lines were logged, and as many epochs reported: little of it is passed on, or kept.
    assert!(ran.err.lines().count() < 1000);
    let kept = sandbox.results("cache").into_iter();
    let largest = kept.map(|(_, bytes)| bytes.len()).max().unwrap();
    assert!(largest < 16 << 20, "{largest} bytes");
    leaves_the_others_alone(&sandbox);
}

#[test]
fn c_baseline_is_in_the_table() {
    is_in_the_table("nearest_centroid/centroid", &BUILT.current);
}

#[test]
fn plugin_of_the_first_contract_keeps_loading() {
    let first = is_in_the_table("nearest_centroid/centroid", &BUILT.first);
    let current = is_in_the_table("nearest_centroid/centroid", &BUILT.current);
    assert_eq!(first, current);
}
