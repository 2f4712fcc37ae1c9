use super::Check;
use crate::diagnostic::{Code, Diagnostic, listed, quoted};
use crate::spec::ExecutionType;

/// Keys of `execution` that mean something to Slurm alone.
const OF_SLURM: [&str; 7] = [
    "partition",
    "account",
    "qos",
    "time",
    "max_jobs",
    "options",
    "on_interrupt",
];

/// Options of `sbatch` that the engine itself needs, or that would keep it from working: long, and short where there is
/// one.
const OWN: [(&str, Option<char>); 20] = [
    ("array", Some('a')),
    ("chdir", Some('D')),
    ("clusters", Some('M')),
    ("cluster", None),
    ("error", Some('e')),
    ("export", None),
    ("export-file", None),
    ("help", Some('h')),
    ("input", Some('i')),
    ("job-name", Some('J')),
    ("nodes", Some('N')),
    ("ntasks", Some('n')),
    ("open-mode", None),
    ("output", Some('o')),
    ("parsable", None),
    ("test-only", None),
    ("usage", None),
    ("version", Some('V')),
    ("wait", Some('W')),
    ("wrap", None),
];

impl Check<'_> {
    /// Keys of `execution` that do not go together, and options of Slurm that are the engine's.
    pub(super) fn execution(&mut self) {
        let execution = &self.loaded.spec.execution;
        if execution.kind == ExecutionType::Local {
            let given = self.loaded.document["execution"].as_object();
            for key in OF_SLURM {
                if given.is_some_and(|given| given.contains_key(key)) {
                    let place = self.loaded.source.key_place(&format!("/execution/{key}"));
                    self.found.push(
                        Diagnostic::error(
                            Code::UnfitExecution,
                            format!("{} has a meaning with Slurm alone", quoted(key)),
                        )
                        .at(place)
                        .help(format!(
                            "add `type: slurm`, or leave out {}",
                            listed(OF_SLURM)
                        )),
                    );
                }
            }
            return;
        }
        for (at, option) in execution.options.iter().enumerate() {
            if let Err((message, help)) = check_option(option) {
                let place = format!("/execution/options/{at}");
                self.error(Code::UnfitExecution, &place, message, Some(help));
            }
        }
    }
}

/// What is wrong with a further option of `sbatch`, and what to do.
fn check_option(option: &str) -> Result<(), (String, String)> {
    let form = || {
        let message = format!("{} is not one option of `sbatch`", quoted(option));
        let help = "write an option with its value as one item, such as `--gres=gpu:1`".to_owned();
        (message, help)
    };
    if option.contains('\0') {
        return Err(form());
    }
    let is_own = if let Some(long) = option.strip_prefix("--") {
        let name = long.split('=').next().unwrap_or_default();
        if name.is_empty() {
            return Err(form());
        }
        // An option may be cut short: `--arr` is `--array`.
        OWN.iter().any(|(own, _)| own.starts_with(name))
    } else {
        let letter = option
            .strip_prefix('-')
            .and_then(|rest| rest.chars().next());
        let letter = letter.filter(char::is_ascii_alphabetic);
        let letter = letter.ok_or_else(form)?;
        OWN.iter().any(|(_, own)| *own == Some(letter))
    };
    if is_own {
        let message = format!("the engine itself sets {}", quoted(option));
        let help = "leave it out: one trial is one task on one node, and its output goes to the cache folder";
        return Err((message, help.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_for_a_device_or_a_mail_are_taken() {
        for option in [
            "--gres=gpu:1",
            "-Chaswell",
            "--mail-type=END",
            "--mem=4G",
            "-x node1",
            "--exclusive",
        ] {
            assert_eq!(check_option(option), Ok(()), "{option}");
        }
    }

    #[test]
    fn options_of_the_engine_are_refused_however_short() {
        for option in [
            "--array=0-3",
            "--arr=0-3",
            "-a0-3",
            "--wrap=true",
            "-W",
            "--exp=NONE",
            "-otmp",
        ] {
            let (message, _) = check_option(option).unwrap_err();
            assert!(message.contains("itself"), "{message}");
        }
    }

    #[test]
    fn what_is_no_option_is_refused() {
        for option in [
            "gres=gpu:1",
            "",
            "--",
            "-",
            "--=3",
            "script.sh",
            "--comment=a\0b",
        ] {
            let (message, _) = check_option(option).unwrap_err();
            assert!(message.contains("not one option"), "{message}");
        }
    }
}
