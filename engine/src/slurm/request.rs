use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::time::Duration;

use super::job_id::JobId;
use super::span;
use crate::spec::{ExecutionSpec, MemoryLimit};

/// Memory for the engine beside a plugin's, in bytes.
const FOR_THE_ENGINE: u64 = 512 << 20;

/// What is asked of Slurm for every trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    partition: Option<String>,
    account: Option<String>,
    qos: Option<String>,
    time: Option<Duration>,
    /// Mebibytes.
    memory: Option<u64>,
    threads: usize,
    /// How many elements of an array may run at once.
    max_jobs: Option<u32>,
    options: Vec<String>,
}

impl Request {
    /// What a spec asks, so many trials at once in place of its own number where one is given.
    pub fn new(execution: &ExecutionSpec, jobs: Option<u16>) -> Self {
        // Beside what the plugin holds there are the rows that the engine reads and the arrays that it maps.
        let with_engine = |limit: MemoryLimit| {
            let bytes = limit.bytes();
            bytes
                .saturating_add(bytes / 8)
                .saturating_add(FOR_THE_ENGINE)
                .div_ceil(1 << 20)
        };
        Self {
            partition: execution.partition.clone(),
            account: execution.account.clone(),
            qos: execution.qos.clone(),
            time: execution.time.map(crate::spec::TimeLimit::get),
            memory: execution.memory.map(with_engine),
            threads: execution.threads,
            max_jobs: jobs.map(u32::from).or(execution.max_jobs),
            options: execution.options.clone(),
        }
    }

    /// Whether it limits how many run at once.
    pub(super) fn is_throttled(&self) -> bool {
        self.max_jobs.is_some()
    }

    /// The arguments of `sbatch` for an array of `count` elements called `name`, whose script and logs lie in `folder`;
    /// it waits for the end of `after`. What the spec gives as further options stands last, where it counts.
    pub(super) fn arguments(
        &self,
        name: &str,
        count: usize,
        folder: &Path,
        after: Option<JobId>,
    ) -> Vec<OsString> {
        let throttle = self.max_jobs.map(|most| format!("%{most}"));
        let last = count.saturating_sub(1);
        let mut arguments: Vec<OsString> = vec![
            "--parsable".into(),
            format!("--job-name={name}").into(),
            format!("--array=0-{last}{}", throttle.unwrap_or_default()).into(),
            "--ntasks=1".into(),
            "--nodes=1".into(),
            format!("--cpus-per-task={}", self.threads).into(),
            "--export=ALL".into(),
            // What an element wrote before it was requeued stays.
            "--open-mode=append".into(),
            joined("--output=", &pattern(folder)),
            joined("--chdir=", folder.as_os_str().as_bytes()),
        ];
        let named = [
            ("partition", &self.partition),
            ("account", &self.account),
            ("qos", &self.qos),
        ];
        for (option, value) in named {
            if let Some(value) = value {
                arguments.push(format!("--{option}={value}").into());
            }
        }
        if let Some(time) = self.time {
            arguments.push(format!("--time={}", span::written(time)).into());
        }
        if let Some(mebibytes) = self.memory {
            arguments.push(format!("--mem={mebibytes}M").into());
        }
        if let Some(job) = after {
            arguments.push(format!("--dependency=afterany:{job}").into());
        }
        arguments.extend(self.options.iter().map(OsString::from));
        arguments
    }
}

/// The logs of a batch, one for each element. Slurm gives a percent sign in a path a meaning.
fn pattern(folder: &Path) -> Vec<u8> {
    let mut pattern = Vec::new();
    for &byte in folder.as_os_str().as_bytes() {
        pattern.push(byte);
        if byte == b'%' {
            pattern.push(byte);
        }
    }
    pattern.extend_from_slice(b"/%a.log");
    pattern
}

fn joined(option: &str, value: &[u8]) -> OsString {
    let mut bytes = option.as_bytes().to_vec();
    bytes.extend_from_slice(value);
    OsString::from_vec(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(execution: &str, jobs: Option<u16>, count: usize, after: Option<JobId>) -> String {
        let execution: ExecutionSpec = serde_json::from_str(execution).unwrap();
        let request = Request::new(&execution, jobs);
        let arguments = request.arguments("emospec-b", count, Path::new("/c/100%A b"), after);
        let words: Vec<_> = arguments
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        words.join("\n")
    }

    #[test]
    fn what_a_spec_leaves_out_is_the_clusters_own() {
        insta::assert_snapshot!(arguments(r#"{"type": "slurm"}"#, None, 40, None), @"
        --parsable
        --job-name=emospec-b
        --array=0-39
        --ntasks=1
        --nodes=1
        --cpus-per-task=1
        --export=ALL
        --open-mode=append
        --output=/c/100%%A b/%a.log
        --chdir=/c/100%A b
        ");
    }

    #[test]
    fn what_a_spec_asks_is_asked() {
        let execution = r#"{"type": "slurm", "partition": "gpu", "account": "lab", "qos": "long", "time": "1h 30m",
            "memory": "8GiB", "threads": 4, "max_jobs": 50, "options": ["--gres=gpu:1", "--mem=20G"]}"#;
        let printed = arguments(execution, None, 1, JobId::parse("16"));
        let (own, asked) = printed.split_at(printed.find("--partition").unwrap());
        assert!(own.contains("--array=0-0%50\n") && own.contains("--cpus-per-task=4\n"));
        insta::assert_snapshot!(asked, @"
        --partition=gpu
        --account=lab
        --qos=long
        --time=0-01:30:00
        --mem=9728M
        --dependency=afterany:16
        --gres=gpu:1
        --mem=20G
        ");
    }

    #[test]
    fn command_line_goes_before_the_spec() {
        let printed = arguments(r#"{"type": "slurm", "max_jobs": 50}"#, Some(2), 4, None);
        assert!(printed.contains("--array=0-3%2\n"), "{printed}");
    }
}
