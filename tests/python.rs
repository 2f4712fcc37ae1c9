//! Plugins in Python, run for real: a virtual environment is made, the package and scikit-learn are installed into it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::sandbox::{Ran, Sandbox, ran, repository};

/// The Python of a virtual environment with `plugins/python` and what its scikit-learn example needs; none, and a line that
/// says so, where there is no Python to make one.
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let has_venv = Command::new("python3")
        .args(["-c", "import venv, ensurepip"])
        .output();
    if !has_venv.is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no python3 with venv");
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    let python = folder.join("bin/python");
    let package = repository().join("plugins/python");
    if !python.is_file() {
        done(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    }
    let mut install = Command::new(&python);
    install
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ])
        .arg(package.join("examples/sklearn/requirements.txt"))
        .arg(package);
    done(&mut install);
    Some(python)
});

fn done(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

/// A study with the example among its models, and the example's folder in the sandbox.
fn with_example() -> Sandbox {
    let sandbox = Sandbox::with_study();
    let example = repository().join("plugins/python/examples/sklearn");
    for file in fs::read_dir(example).unwrap().map(Result::unwrap) {
        if file.file_type().unwrap().is_file() {
            let name = file.file_name().into_string().unwrap();
            sandbox.write(
                &format!("own/sklearn/{name}"),
                fs::read(file.path()).unwrap(),
            );
        }
    }
    sandbox.edit(
        "study.yaml",
        "  net:",
        "  logistic: {type: sklearn/logistic}\n  svm: {type: sklearn/svm, params: {cost: 2.0}}\n  net:",
    );
    sandbox
}

fn run(sandbox: &Sandbox, python: &Path, arguments: &[&str]) -> Ran {
    let mut command = sandbox.command(arguments);
    command
        .args(["--plugin-path", "own"])
        .env("EMOSPEC_PYTHON", python);
    ran(&command.output().unwrap())
}

#[test]
fn program_is_in_the_table_and_its_files_are_part_of_its_trials() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = with_example();
    let first = run(&sandbox, python, &["run", "study.yaml"]).ended(0);
    for model in ["logistic", "svm"] {
        assert!(first.row(model).contains('±'), "{}", first.out);
    }
    run(&sandbox, python, &["run", "study.yaml"])
        .ended(0)
        .says(&["0 to run"]);

    let script = "own/sklearn/tabular.py";
    sandbox.write(script, format!("{}\n# changed\n", sandbox.read(script)));
    let plan = run(&sandbox, python, &["plan", "study.yaml"]).ended(0);
    for line in plan.out.lines() {
        let is_pythons = line.contains("/logistic/") || line.contains("/svm/");
        assert_eq!(line.starts_with("miss"), is_pythons, "{line}");
    }
}

#[test]
fn arguments_and_surroundings_of_a_program_are_part_of_its_trials() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = with_example();
    run(&sandbox, python, &["run", "study.yaml"]).ended(0);
    let misses = || {
        let plan = run(&sandbox, python, &["plan", "study.yaml"]).ended(0);
        plan.out
            .lines()
            .filter(|line| line.starts_with("miss"))
            .count()
    };
    assert_eq!(misses(), 0);
    sandbox.edit(
        "own/sklearn/plugin.yaml",
        "plugin.py]",
        "plugin.py, --other]",
    );
    assert!(misses() > 0);
    sandbox.edit("own/sklearn/plugin.yaml", ", --other", "");
    assert_eq!(misses(), 0);

    // A module of the same name that is found first, without any change in the plugin's folder.
    sandbox.write("first/numpy.py", "raise ImportError('another numpy')");
    let mut command = sandbox.command(&["validate", "study.yaml", "--plugin-path", "own"]);
    command
        .env("EMOSPEC_PYTHON", python)
        .env("PYTHONPATH", sandbox.path().join("first"));
    ran(&command.output().unwrap())
        .ended(2)
        .says(&["another numpy"]);
}

#[test]
fn failed_trial_with_a_process_left_behind_is_the_only_one_that_fails() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = with_example();
    sandbox.edit(
        "own/sklearn/logistic.py",
        "        self.task = fit.task\n",
        "        import subprocess; subprocess.Popen(['sleep', '60']); raise ValueError('no')\n",
    );
    let ran = run(&sandbox, python, &["run", "study.yaml", "-k", "-j", "1"]);
    let ran = ran.ended(1).says(&["ValueError: no"]);
    assert!(ran.row("logistic").contains("failed"), "{}", ran.out);
    assert!(ran.row("svm").contains('±'), "{}", ran.out);
}

#[test]
fn wrong_parameter_of_a_program_is_told_with_its_place() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = with_example();
    sandbox.edit("study.yaml", "cost: 2.0", "csot: 2.0");
    run(&sandbox, python, &["validate", "study.yaml"])
        .ended(2)
        .says(&[
            "unknown parameter `csot`",
            "study.yaml:",
            "did you mean `cost`?",
        ]);
}

#[test]
fn program_that_cannot_start_is_told_with_its_last_lines() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = with_example();
    sandbox.edit(
        "own/sklearn/plugin.py",
        "import emospec",
        "import no_such_package",
    );
    run(&sandbox, python, &["validate", "study.yaml"])
        .ended(2)
        .says(&["sklearn", "No module named 'no_such_package'"]);
    run(
        &sandbox,
        Path::new("/no/such/python"),
        &["validate", "study.yaml"],
    )
    .ended(2)
    .says(&["/no/such/python", "plugin.yaml"]);
}

#[test]
fn program_that_dies_in_a_fit_costs_only_its_trial() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = with_example();
    sandbox.edit(
        "own/sklearn/logistic.py",
        "        self.task = fit.task\n",
        "        import os, sys; print('on my way out', file=sys.stderr, flush=True); os.abort()\n",
    );
    let ran = run(&sandbox, python, &["run", "study.yaml", "-k"])
        .ended(1)
        .says(&[
            "logistic (plugin `sklearn`, seed 0): the plugin was ended by signal 6 (SIGABRT)",
            "| on my way out",
        ]);
    assert!(ran.row("logistic").contains("failed"), "{}", ran.out);
    assert!(ran.row("svm").contains('±'), "{}", ran.out);
}

#[test]
fn example_keeps_the_rules() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = with_example();
    let listed = sandbox
        .run(&["plugin", "check", "--list", "--json"])
        .ended(0);
    let listed: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    let rules = listed["rules"].as_array().unwrap();
    let mut arguments = vec!["plugin", "check", "sklearn"];
    for rule in rules {
        let rule = rule["rule"].as_str().unwrap();
        // A solver of scikit-learn cannot be interrupted: whether it ends within a second is the machine's affair.
        if rule != "cancellation" {
            arguments.extend(["--rule", rule]);
        }
    }
    let ran = run(&sandbox, python, &arguments).ended(0);
    assert!(ran.out.contains("0 failed"), "{}", ran.out);
}

#[test]
fn package_passes_its_own_tests() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let mut tests = Command::new(python);
    tests
        .args(["-m", "unittest", "discover", "-t", ".", "-s", "tests"])
        .current_dir(repository().join("plugins/python"))
        .env("PYTHONPATH", "src")
        .env("PYTHONDONTWRITEBYTECODE", "1");
    done(&mut tests);
}

#[test]
fn new_plugin_in_python_is_in_the_table() {
    let Some(python) = PYTHON.as_deref() else {
        return;
    };
    let sandbox = Sandbox::with_study();
    sandbox
        .run(&["plugin", "new", "prior", "--language", "python"])
        .ended(0);
    sandbox.edit(
        "study.yaml",
        "  net:",
        "  prior: {type: prior/prior}\n  net:",
    );
    let run = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        ran(&command.env("EMOSPEC_PYTHON", python).output().unwrap()).ended(0)
    };
    let checked = run(&["plugin", "check", "prior"]);
    assert!(checked.out.contains("0 failed"), "{}", checked.out);
    let told = run(&["plugin", "info", "prior/prior"]);
    assert!(
        told.out
            .contains("Rows added to each class before counting."),
        "{}",
        told.out
    );
    let ran = run(&["run", "study.yaml"]);
    assert!(ran.row("prior").contains('±'), "{}", ran.out);
}
