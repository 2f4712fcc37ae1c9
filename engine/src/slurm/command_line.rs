use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::batch::SCRIPT;
use super::cluster::{Cluster, Submission};
use super::command::{NO_WORD, ask, shown};
use super::error::SlurmError;
use super::job_id::JobId;
use super::sightings::Sightings;

/// How long a program that asks may take: Slurm's own limit for an answer is 10 s, and it tries again.
const ASKING: Duration = Duration::from_mins(1);
/// How long a submission may take.
const SUBMITTING: Duration = Duration::from_mins(2);

/// Variables of the environment by which users choose what these programs show, and which would hide jobs.
const OF_USERS: [&str; 4] = ["SQUEUE_", "SACCT_", "SCANCEL_", "SLURM_TIME_FORMAT"];
/// Variables that would change what a submission is.
const OF_SUBMISSIONS: [&str; 4] = [
    "SBATCH_WAIT",
    "SBATCH_ARRAY_INX",
    "SBATCH_CLUSTERS",
    "SLURM_CLUSTERS",
];

/// Slurm by its programs.
#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    /// The folder of the programs; those on the path where there is none.
    pub folder: Option<PathBuf>,
}

impl CommandLine {
    fn command(&self, program: &str) -> Command {
        let mut command = match &self.folder {
            Some(folder) => Command::new(folder.join(program)),
            None => Command::new(program),
        };
        let hides = |name: &OsStr| {
            let name = name.to_string_lossy();
            OF_USERS.iter().any(|start| name.starts_with(start))
                || OF_SUBMISSIONS.contains(&name.as_ref())
        };
        for (name, _) in std::env::vars_os().filter(|(name, _)| hides(name)) {
            command.env_remove(name);
        }
        // Lists of elements are printed whole.
        command.env("SLURM_BITSTR_LEN", "0");
        command
    }

    fn run<const COUNT: usize>(
        &self,
        program: &'static str,
        arguments: [&str; COUNT],
    ) -> Result<String, SlurmError> {
        let mut command = self.command(program);
        command.args(arguments);
        ask(command, program, ASKING)
    }
}

fn nonsense(program: &'static str) -> impl Fn(String) -> SlurmError {
    move |said| SlurmError::Nonsense {
        program,
        said: shown(&said),
    }
}

fn list(jobs: &[JobId]) -> String {
    let jobs: Vec<_> = jobs.iter().map(JobId::to_string).collect();
    jobs.join(",")
}

impl Cluster for CommandLine {
    fn largest_array(&self) -> Result<usize, SlurmError> {
        let printed = self.run("scontrol", ["show", "config"])?;
        largest_array(&printed).ok_or_else(|| {
            let wanted = "no line of its settings says `MaxArraySize = N`, from 1";
            nonsense("scontrol")(wanted.to_owned())
        })
    }

    fn submit(&self, submission: Submission<'_>) -> Result<JobId, SlurmError> {
        let Submission {
            name,
            count,
            folder,
            after,
            request,
        } = submission;
        let mut command = self.command("sbatch");
        command
            .args(request.arguments(name, count, folder, after))
            .arg(folder.join(SCRIPT));
        let printed = ask(command, "sbatch", SUBMITTING)?;
        JobId::of_submission(&printed).ok_or_else(|| nonsense("sbatch")(printed))
    }

    fn queue(&self, names: &[String]) -> Result<Sightings, SlurmError> {
        if names.is_empty() {
            return Ok(Sightings::default());
        }
        let user = rustix::process::getuid().as_raw().to_string();
        let printed = self.run(
            "squeue",
            [
                "--noheader",
                "--array",
                "--states=all",
                &format!("--user={user}"),
                &format!("--name={}", names.join(",")),
                &format!("--format={}", Sightings::QUEUE_FORMAT),
            ],
        )?;
        Sightings::of_queue(&printed).map_err(nonsense("squeue"))
    }

    fn accounts(&self, jobs: &[JobId]) -> Result<Sightings, SlurmError> {
        if jobs.is_empty() {
            return Ok(Sightings::default());
        }
        let printed = self.run(
            "sacct",
            [
                "--noheader",
                "--parsable2",
                "--allocations",
                &format!("--jobs={}", list(jobs)),
                &format!("--format={}", Sightings::ACCOUNT_FORMAT),
            ],
        )?;
        Sightings::of_accounts(&printed).map_err(nonsense("sacct"))
    }

    fn cancel(&self, jobs: &[JobId], only_waiting: bool) -> Result<(), SlurmError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let mut command = self.command("scancel");
        // Jobs that are over already are as they should be.
        command.arg("--quiet");
        if only_waiting {
            command.arg("--state=PENDING");
        }
        command.args(jobs.iter().map(JobId::to_string));
        match ask(command, "scancel", ASKING) {
            // It ends so, without a word, where nothing waits.
            Err(SlurmError::Failed { said, .. }) if only_waiting && said.starts_with(NO_WORD) => {
                Ok(())
            }
            answer => answer.map(|_| ()),
        }
    }
}

/// `MaxArraySize` among the settings that `scontrol show config` prints.
fn largest_array(printed: &str) -> Option<usize> {
    let value = printed.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "MaxArraySize").then(|| value.trim())
    })?;
    value.parse().ok().filter(|&size| size > 0)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use tempfile::TempDir;

    use super::*;
    use crate::slurm::request::Request;
    use crate::spec::ExecutionSpec;

    #[test]
    fn largest_array_is_among_the_settings() {
        let printed = "Configuration data as of 2026-11-26T07:36:41\nMaxArraySize            = 1001\nMaxDBDMsgs              = 20004\n";
        assert_eq!(largest_array(printed), Some(1001));
        for nonsense in [
            "",
            "MaxArraySize = 0",
            "MaxArraySize = many",
            "MaxArray = 3",
            "MaxArraySize",
        ] {
            assert_eq!(largest_array(nonsense), None, "{nonsense}");
        }
    }

    /// A Slurm whose programs are scripts.
    fn slurm(programs: &[(&str, &str)]) -> (TempDir, CommandLine) {
        let home = tempfile::tempdir().unwrap();
        for (name, script) in programs {
            let path = home.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let folder = Some(home.path().to_owned());
        (home, CommandLine { folder })
    }

    #[test]
    fn where_there_is_no_slurm_it_is_said() {
        let (_home, slurm) = slurm(&[]);
        let error = slurm.queue(&["emospec-a".into()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`squeue` was not found: is Slurm installed here?"
        );
        // Nobody needs to be asked about nothing.
        slurm.queue(&[]).unwrap();
        slurm.accounts(&[]).unwrap();
        slurm.cancel(&[], false).unwrap();
    }

    #[test]
    fn nonsense_is_told_and_not_believed() {
        let (_home, slurm) = slurm(&[
            ("squeue", "echo 'CLUSTER: west'; echo 12_3"),
            ("scontrol", "echo hello"),
            ("sbatch", "echo 'Submitted batch job 16'"),
            (
                "sacct",
                "echo 'Slurm accounting storage is disabled' >&2; exit 1",
            ),
        ]);
        let error = slurm.queue(&["emospec-a".into()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`squeue` answered what cannot be understood: CLUSTER: west"
        );
        assert!(
            slurm
                .largest_array()
                .unwrap_err()
                .to_string()
                .contains("MaxArraySize")
        );
        let request = Request::new(&ExecutionSpec::default(), None);
        let submission = Submission {
            name: "emospec-a",
            count: 1,
            folder: "/".as_ref(),
            after: None,
            request: &request,
        };
        assert!(
            slurm
                .submit(submission)
                .unwrap_err()
                .to_string()
                .contains("Submitted")
        );
        let job = JobId::parse("16").unwrap();
        assert!(
            slurm
                .accounts(&[job])
                .unwrap_err()
                .to_string()
                .contains("disabled")
        );
    }
}
